/** A real broker for tests, with the Triggers that a test needs. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningService } from '@tracewalk/service';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { start } from './main.ts';
import { type Answer, eventually, startSubscriber, type Subscriber } from './test-subscriber.ts';

export interface TestBroker extends RunningService {
  counts(): Promise<Record<string, number>>;
  /** Waits until nothing is waiting or under way any more. */
  isIdle(): Promise<void>;
}

/** A Trigger's `spec`, but with the subscriber's URL alone; without filters it matches everything. */
export interface TestTrigger {
  name?: string;
  subscriber: string;
  filters?: unknown[];
  filter?: unknown;
  delivery?: unknown;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'broker-'));

/** It is stopped when the test is over, before the subscribers that were there first. */
export async function broker(
  triggers: TestTrigger[],
  settings: Record<string, string> = {},
  brokerDelivery?: unknown,
): Promise<TestBroker> {
  const folder = settings['SPOOL_DIR'] ?? temporaryFolder();
  const file = join(folder, 'triggers.yaml');
  writeFileSync(file, toYaml(triggers, brokerDelivery));
  const env = { PORT: '0', LOG_LEVEL: 'silent', TRIGGERS_FILE: file, SPOOL_DIR: folder, ...settings };
  const service = await start(env);
  onTestFinished(() => service.stop());
  const counts = async () => (await (await fetch(`${service.url}/counts`)).json()) as Record<string, number>;
  return {
    ...service,
    counts,
    isIdle: () =>
      eventually(
        async () => (await counts())['held'] === 0,
        () => 'deliveries that do not end',
      ),
  };
}

const resource = (kind: string, name: string, spec: unknown) =>
  stringify({ apiVersion: 'eventing.knative.dev/v1', kind, metadata: { name }, spec });

function toYaml(triggers: TestTrigger[], delivery: unknown): string {
  return [
    resource('Broker', 'default', { delivery: delivery ?? { retry: 0 } }),
    ...triggers.map(({ name, subscriber: uri, ...spec }, index) =>
      resource('Trigger', name ?? `trigger-${index}`, {
        broker: 'default',
        subscriber: { uri },
        ...spec,
      }),
    ),
  ].join('---\n');
}

export const EVENT = {
  'ce-id': '42',
  'ce-source': '/test',
  'ce-type': 'test.happened',
  'ce-specversion': '1.0',
  'content-type': 'application/json',
};

export const post = (
  url: string,
  headers: Record<string, string> = EVENT,
  body: string | Buffer<ArrayBuffer> = '{"n":1}',
): Promise<Response> => fetch(url, { method: 'POST', headers, body });

export async function subscriber(...answers: Answer[]): Promise<Subscriber> {
  const running = await startSubscriber(...answers);
  onTestFinished(() => running.stop());
  return running;
}

/** An answer that waits until the test lets go of it. */
export function pending(): { answer: Answer; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => resolve());
  return { answer: { after: promise }, release: resolve };
}

export const onType = (type: string) => [{ exact: { type } }];

/** Tries again at once, so often. */
export const retrying = (retry: number) => ({ retry, backoffDelay: 'PT0S' });
