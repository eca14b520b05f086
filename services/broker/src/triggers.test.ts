import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readServices } from './destination.ts';
import { temporaryFolder } from './test-broker.ts';
import { readTriggers } from './triggers.ts';

const services = readServices({
  SUBSCRIBER_COINFLIP: 'http://flip:1',
  SUBSCRIBER_EVENT_DISPLAY: 'http://show:2/x',
});

function read(yaml: string) {
  const file = join(temporaryFolder(), 'triggers.yaml');
  writeFileSync(file, yaml);
  return readTriggers(file, 'default', services);
}

const trigger = (spec: string, name = 'one') =>
  `{apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: {name: ${name}}, spec: {broker: default, ${spec}}}\n`;
const broker = (spec: string) =>
  `{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: default}, spec: {${spec}}}\n`;
const URI = 'subscriber: {uri: "http://sub/"}';

describe('readTriggers()', () => {
  it("reads the project's own triggers.yaml", () => {
    const file = fileURLToPath(new URL('../triggers.yaml', import.meta.url));
    const found = readTriggers(file, 'default', services);

    expect(found.map(({ name, subscriber }) => [name, subscriber])).toEqual([
      ['heartbeat-to-coinflip', 'http://flip:1/'],
      ['heads-to-event-display', 'http://show:2/x'],
      ['run-finished-to-event-display', 'http://show:2/x'],
    ]);
    const matching = (event: object) =>
      found.filter(({ matches }) => matches({ ...event })).map(({ name }) => name);
    expect(matching({ type: 'dev.knative.eventing.samples.heartbeat' })).toEqual(['heartbeat-to-coinflip']);
    expect(matching({ type: 'any', flip: 'heads' })).toEqual(['heads-to-event-display']);
    expect(matching({ type: 'any', flip: 'tails' })).toEqual([]);
    expect(matching({ type: 'dev.tracewalk.run.finished' })).toEqual(['run-finished-to-event-display']);
  });

  it('reads only the Triggers of its own Broker, and skips empty documents', () => {
    const other = trigger(URI, 'two').replace('broker: default', 'broker: other');
    expect(read(`---\n---\n${trigger(URI)}---\n${other}`).map(({ name }) => name)).toEqual(['one']);
  });

  it.each([
    ['uri: "http://sub/path"', 'http://sub/path'],
    ['ref: {apiVersion: v1, kind: Service, name: coinflip}', 'http://flip:1/'],
    ['ref: {apiVersion: v1, kind: Service, name: coinflip, namespace: a}', 'http://flip:1/'],
    ['ref: {apiVersion: v1, kind: Service, name: event-display}, uri: /update', 'http://show:2/update'],
  ])('resolves the subscriber {%s}', (destination, url) => {
    expect(read(trigger(`subscriber: {${destination}}`))[0]?.subscriber).toBe(url);
  });

  it.each<[string, string, object]>([
    [
      'Knative has for a Broker that says nothing',
      '',
      { retry: 10, backoffPolicy: 'exponential', backoffDelay: 200 },
    ],
    ['are in an empty delivery: none', 'delivery: {}', { retry: 10, backoffDelay: 200 }],
    [
      'are given',
      'delivery: {retry: 2, backoffPolicy: linear, backoffDelay: PT1M, timeout: PT2S}',
      {
        retry: 2,
        backoffPolicy: 'linear',
        backoffDelay: 60_000,
        timeout: 2_000,
      },
    ],
    ['are given for Retry-After', 'delivery: {retryAfterMax: PT1H}', { retry: 0, retryAfterMax: 3_600_000 }],
    [
      'are given for a dead letter',
      'delivery: {deadLetterSink: {uri: "http://dead/"}}',
      {
        deadLetterSink: 'http://dead/',
      },
    ],
  ])('takes the delivery options that %s', (_what, spec, expected) => {
    expect(read(trigger(spec === '' ? URI : `${URI}, ${spec}`))[0]?.delivery).toMatchObject(expected);
  });

  it("takes the Broker's delivery as a whole, or not at all", () => {
    const delivery = 'delivery: {retry: 5, retryAfterMax: PT1S}';
    const [one, two] = read(
      [broker(delivery), trigger(URI), trigger(`${URI}, delivery: {backoffDelay: PT1S}`, 'two')].join(
        '---\n',
      ),
    );
    expect(one?.delivery).toMatchObject({ retry: 5, retryAfterMax: 1_000 });
    expect(two?.delivery).toMatchObject({ retry: 0, backoffDelay: 1_000 });
    expect(two?.delivery.retryAfterMax).toBeUndefined();
  });

  const LEGACY = 'filter: {attributes: {type: legacy}}';
  it.each([
    ['filters before the legacy filter', `${LEGACY}, filters: [{exact: {type: new}}]`, 'new'],
    ['the legacy filter when filters is empty', `${LEGACY}, filters: []`, 'legacy'],
    ['the legacy filter alone', LEGACY, 'legacy'],
  ])('heeds %s', (_what, spec, type) => {
    const [only] = read(trigger(`${URI}, ${spec}`));
    expect(['new', 'legacy'].filter((each) => only?.matches({ type: each }))).toEqual([type]);
  });

  it('lets everything through without a filter, and only what passes each of several', () => {
    const [all] = read(trigger(URI));
    const [both] = read(trigger(`${URI}, filters: [{prefix: {type: a}}, {suffix: {type: z}}]`));
    expect(all?.matches({ type: 'any' })).toBe(true);
    expect(['az', 'a', 'z'].map((type) => both?.matches({ type }))).toEqual([true, false, false]);
  });

  it.each<[string, string, string]>([
    ['broken YAML', `${trigger(URI)}---\na: [`, 'document 2: '],
    ['another kind', '{apiVersion: v1, kind: Secret}', 'document 1: kind: expected a Trigger or a Broker'],
    ['another version', trigger(URI).replace('/v1', '/v2'), 'apiVersion: expected eventing.knative.dev/v1'],
    ['no subscriber', trigger('delivery: {}'), 'spec.subscriber: '],
    [
      'an empty subscriber',
      trigger('subscriber: {}'),
      'spec.subscriber: expected a ref to a Service, or a uri',
    ],
    ['a relative uri', trigger('subscriber: {uri: /path}'), 'spec.subscriber: expected a ref to a Service'],
    ['a file', trigger('subscriber: {uri: "file:///etc"}'), 'spec.subscriber: expected a ref to a Service'],
    [
      'an unknown Service',
      trigger('subscriber: {ref: {apiVersion: v1, kind: Service, name: a-b}}'),
      'spec.subscriber.ref: no address is known for the Service a-b: set SUBSCRIBER_A_B=http://…',
    ],
    [
      'a ref to another kind',
      trigger('subscriber: {ref: {apiVersion: v1, kind: Pod, name: a}}'),
      'spec.subscriber.ref.kind: expected Service',
    ],
    [
      'two dialects',
      trigger(`${URI}, filters: [{exact: {type: a}, not: {exact: {type: a}}}]`),
      'spec.filters.0: expected one dialect',
    ],
    [
      'wrong CESQL',
      trigger(`${URI}, filters: [{exact: {type: a}}, {cesql: "type ="}]`),
      'spec.filters.1.cesql: Cannot parse CESQL expression',
    ],
    [
      'a wrong policy',
      trigger(`${URI}, delivery: {backoffPolicy: quadratic}`),
      'spec.delivery.backoffPolicy: ',
    ],
    ['a negative retry', trigger(`${URI}, delivery: {retry: -1}`), 'spec.delivery.retry: '],
    [
      'a duration without PT',
      trigger(`${URI}, delivery: {backoffDelay: 200ms}`),
      'spec.delivery.backoffDelay: expected a duration such as PT0.2S, found "200ms"',
    ],
    [
      'an empty duration',
      trigger(`${URI}, delivery: {backoffDelay: PT}`),
      'expected a duration such as PT0.2S',
    ],
    ['too long a duration', trigger(`${URI}, delivery: {backoffDelay: P2D}`), 'a day at most'],
    ['no time to answer', trigger(`${URI}, delivery: {timeout: PT0S}`), 'spec.delivery.timeout: '],
    [
      'an option that does not exist',
      trigger(`${URI}, delivery: {retries: 3}`),
      'Unrecognized key: "retries"',
    ],
    ['two of one name', `${trigger(URI)}---\n${trigger(URI)}`, 'there are two named one'],
  ])('refuses %s, and names the document and the field', (_what, yaml, state) => {
    expect(() => read(yaml)).toThrow(state);
    expect(() => read(yaml)).toThrow(/^Cannot read Triggers from .*triggers\.yaml: /);
  });
});

describe('readServices()', () => {
  it('refuses an address that is no URL', () => {
    expect(() => readServices({ SUBSCRIBER_A: 'nowhere' })).toThrow(
      'Cannot start broker: SUBSCRIBER_A is no http://',
    );
  });
});
