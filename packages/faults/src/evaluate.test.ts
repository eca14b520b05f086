import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { EvaluationContext } from '@openfeature/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOST_CONTEXT, SLOW_PROFILE_QUERY, WRONG_SAMPLER } from './catalogue.ts';
import { evaluateWith, isOn, mayHold, strengthOf, valueNow } from './evaluate.ts';
import { allOff, formatFlags } from './flag-file.ts';
import { LiveFlags } from './live-flags.ts';
import { FaultProvider } from './provider.ts';
import { setFault } from './switch-fault.ts';
import { telemetryFaults } from './telemetry-faults.ts';

type Ask<Value> = (name: string, off: Value, where: EvaluationContext) => Promise<Value>;

/** Flags, and a client and a provider that count how often they are asked. */
function evaluation(file = allOff()) {
  const flags = new LiveFlags();
  flags.load(formatFlags(file));
  const provider = new FaultProvider(flags);
  const asked = vi.spyOn(provider, 'resolve');
  const client = {
    getBooleanValue: vi.fn<Ask<boolean>>(async (...asking) => provider.resolve(...asking).value),
    getNumberValue: vi.fn<Ask<number>>(async (...asking) => provider.resolve(...asking).value),
  };
  evaluateWith({ flags, provider, client: client as never });
  return { asked, client };
}

const carrying = (key: string, value: string) =>
  propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ [key]: { value } }));
const inContext = <T>(key: string, value: string, ask: () => T): T => context.with(carrying(key, value), ask);

describe('a fault', () => {
  afterEach(() => evaluateWith(undefined));

  it('is not evaluated while nothing is set and the request carries none', () => {
    const { asked, client } = evaluation();

    expect(isOn(LOST_CONTEXT)).toBe(false);
    expect(strengthOf(SLOW_PROFILE_QUERY)).toBe(0);
    expect(inContext('attendee', 'anna', () => isOn(LOST_CONTEXT))).toBe(false);
    expect(valueNow(WRONG_SAMPLER, ROOT_CONTEXT)).toBe(false);
    expect(telemetryFaults.concern(carrying('attendee', 'anna'))).toBe(false);
    expect(asked).not.toHaveBeenCalled();
    expect(client.getBooleanValue).not.toHaveBeenCalled();
  });

  it('is not evaluated while only another one is set', () => {
    const { asked } = evaluation(setFault(allOff(), { name: 'failing-user' }));

    expect(isOn(LOST_CONTEXT)).toBe(false);
    expect(telemetryFaults.concern(ROOT_CONTEXT)).toBe(false);
    expect(asked).not.toHaveBeenCalled();
  });

  it('is asked for by the OpenFeature API, with whose request it is', async () => {
    const { client } = evaluation(setFault(allOff(), { name: 'lost-context', attendee: 'anna' }));

    expect(await inContext('attendee', 'anna', () => isOn(LOST_CONTEXT))).toBe(true);
    expect(await inContext('attendee', 'ben', () => isOn(LOST_CONTEXT))).toBe(false);
    expect(client.getBooleanValue).toHaveBeenCalledWith('lost-context', false, {
      targetingKey: expect.any(String),
      attendee: 'anna',
      fault: '',
    });
  });

  it('holds for a request that carries it, with nothing set', async () => {
    evaluation();
    const value = 'slow-profile-query:timeout+wrong-sampler';

    expect(await inContext('fault', value, () => strengthOf(SLOW_PROFILE_QUERY))).toBe(3_000);
    expect(await inContext('fault', value, () => isOn(LOST_CONTEXT))).toBe(false);
    expect(valueNow(WRONG_SAMPLER, carrying('fault', value))).toBe(true);
    expect(telemetryFaults.isUnsampled('server', carrying('fault', value))).toBe(true);
    expect(telemetryFaults.isUnsampled('user', carrying('fault', value))).toBe(false);
  });

  it('can be off for a request that carries that, while it is on for all', async () => {
    evaluation(setFault(allOff(), { name: 'lost-context' }));

    expect(await isOn(LOST_CONTEXT)).toBe(true);
    expect(await inContext('fault', 'lost-context:off', () => isOn(LOST_CONTEXT))).toBe(false);
  });

  it('is never on in a process that was given no faults, whatever a request carries', () => {
    expect(inContext('fault', 'lost-context', () => isOn(LOST_CONTEXT))).toBe(false);
    expect(mayHold(['lost-context'], carrying('fault', 'lost-context'))).toBe(false);
  });

  it('is off where the flag is missing, or is of another type', async () => {
    evaluation({ flags: {} });
    expect(await inContext('fault', 'no-such-fault', () => isOn(LOST_CONTEXT))).toBe(false);
  });
});
