/**
 * Whether a fault holds for the request under way. A service asks where the fault's code is:
 *
 *     if (await isOn(LOST_CONTEXT)) …
 *     const pause = await strengthOf(SLOW_PROFILE_QUERY);
 */
import { type Context, context, propagation, trace } from '@opentelemetry/api';
import type { EvaluationContext } from '@openfeature/core';
import type { Client } from '@openfeature/server-sdk';
import type { Fault } from './catalogue.ts';
import type { LiveFlags } from './live-flags.ts';
import type { FaultProvider } from './provider.ts';
import { ATTENDEE_KEY, FAULT_KEY } from './requested.ts';

interface Evaluation {
  flags: Pick<LiveFlags, 'set'>;
  client: Client;
  provider: FaultProvider;
}

/** Undefined as long as this process was given no faults: then nothing is ever on, whatever a request carries. */
let evaluation: Evaluation | undefined;

export function evaluateWith(next: Evaluation | undefined): void {
  evaluation = next;
}

/** Whether a fault is on. At once, and without asking anybody, while nothing is set and the request carries nothing. */
export function isOn({ name }: Fault<boolean>): boolean | Promise<boolean> {
  const active = context.active();
  if (!evaluation || isQuiet(evaluation, active, name)) return false;
  return evaluation.client.getBooleanValue(name, false, requestContext(active));
}

/** How much of a fault there is, in the unit of its catalogue entry; 0 while it is off. */
export function strengthOf({ name }: Fault<number>): number | Promise<number> {
  const active = context.active();
  if (!evaluation || isQuiet(evaluation, active, name)) return 0;
  return evaluation.client.getNumberValue(name, 0, requestContext(active));
}

/** The same for where nobody can wait: the telemetry of a request. */
export function valueNow<Value extends boolean | number>(fault: Fault<Value>, where: Context): Value {
  const { off } = fault.variants;
  if (!evaluation || isQuiet(evaluation, where, fault.name)) return off;
  return evaluation.provider.resolve(fault.name, off, requestContext(where)).value;
}

/** Whether any of these faults may hold in a context: without an evaluation, and nothing is allocated. */
export function mayHold(names: readonly string[], where: Context): boolean {
  if (!evaluation) return false;
  return (evaluation.flags.set.size > 0 && names.some(isSetNow)) || carriesFaults(where);
}

const isSetNow = (name: string): boolean => evaluation?.flags.set.has(name) ?? false;

const isQuiet = ({ flags }: Evaluation, where: Context, name: string): boolean =>
  !flags.set.has(name) && !carriesFaults(where);

const carriesFaults = (where: Context): boolean =>
  propagation.getBaggage(where)?.getEntry(FAULT_KEY) !== undefined;

/** What flags can go by. The trace id decides who is in a share, so that all services agree; a new root is drawn for itself. */
function requestContext(where: Context): EvaluationContext {
  const baggage = propagation.getBaggage(where);
  return {
    targetingKey: trace.getSpanContext(where)?.traceId ?? crypto.randomUUID(),
    attendee: baggage?.getEntry(ATTENDEE_KEY)?.value ?? '',
    fault: baggage?.getEntry(FAULT_KEY)?.value ?? '',
  };
}
