/** Keeps what was accepted and not delivered while the broker is not running: a file with a line for each delivery. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { z } from 'zod';
import type { Delivery } from './queue.ts';
import type { Trigger } from './triggers.ts';

const line = z.object({
  trigger: z.string(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  data: z.base64().optional(),
  ttl: z.int(),
  headers: z.record(z.string(), z.string()),
  /** The trace goes on after the restart. */
  carrier: z.record(z.string(), z.string()),
});
type Line = z.output<typeof line>;

const fileIn = (directory: string) => join(directory, 'pending.ndjson');

/** Written beside and then renamed, so the file is either whole or not there. */
export function writeSpool(directory: string, deliveries: Delivery[]): void {
  if (deliveries.length === 0) return;
  const file = fileIn(directory);
  const lines = deliveries.map((delivery) => JSON.stringify(toLine(delivery)));
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, `${lines.join('\n')}\n`, { flush: true, mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new Error(
      `Cannot keep ${lines.length} undelivered events in ${file}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

/** What an earlier run left. A Trigger that is gone since then comes back as its name alone. */
export function readSpool(directory: string, triggers: Trigger[]): (Delivery | string)[] {
  const file = fileIn(directory);
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((text) => fromLine(line.parse(JSON.parse(text)), triggers));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(
      `Cannot read the undelivered events in ${file}: it is damaged. Repair it or move it away.`,
      {
        cause: error,
      },
    );
  }
}

export const removeSpool = (directory: string): void => rmSync(fileIn(directory), { force: true });

function toLine({ trigger, event, ttl, headers, context }: Delivery): Line {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  const { attributes, data } = event;
  return { trigger: trigger.name, attributes, data: data?.toString('base64'), ttl, headers, carrier };
}

function fromLine(
  { trigger: name, attributes, data, carrier, ...rest }: Line,
  triggers: Trigger[],
): Delivery | string {
  const trigger = triggers.find((each) => each.name === name);
  if (!trigger) return name;
  return {
    ...rest,
    trigger,
    event: { attributes, data: data === undefined ? undefined : Buffer.from(data, 'base64') },
    context: propagation.extract(ROOT_CONTEXT, carrier),
  };
}
