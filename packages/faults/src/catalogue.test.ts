import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULTS } from './catalogue.ts';
import { allOff, formatFlags } from './flag-file.ts';
import { faultsAsMarkdown, listFaults } from './list-faults.ts';
import { LiveFlags } from './live-flags.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the catalogue of faults', () => {
  it('has no name twice, and every name can be a flag, a header and a word', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  });

  it.each(FAULTS)('$name lives in a service whose code asks for it', ({ name, service }) => {
    const constant = name.toUpperCase().replaceAll('-', '_');
    const telemetry = read('packages/faults/src/telemetry-faults.ts');
    const folder = service === 'all' ? undefined : `services/${service}/src`;
    const files = folder ? readdirSync(join(ROOT, folder)).filter((file) => /^[^.]+\.ts$/.test(file)) : [];
    const asks = [telemetry, ...files.map((file) => read(`${folder}/${file}`))].filter((text) =>
      text.includes(constant),
    );
    expect(asks.length).toBeGreaterThan(0);
  });

  it.each(FAULTS)(
    '$name is nothing while it is off, and says what its numbers count',
    ({ variants, unit }) => {
      expect([0, false]).toContain(variants.off);
      expect(variants.on).not.toBe(variants.off);
      expect(unit !== undefined).toBe(typeof variants.on === 'number');
    },
  );

  it('is what faults/flags.json has, all of it off. (A fault that you have set: `npx tracewalk fault clear`)', () => {
    expect(read('faults/flags.json')).toBe(formatFlags(allOff()));
  });

  it('is what flagd itself takes', () => {
    const flags = new LiveFlags();
    expect(() => flags.load(formatFlags(allOff()))).not.toThrow();
    expect(flags.set.size).toBe(0);
  });

  it('becomes a list and a table, with a line for each fault', () => {
    expect(listFaults()).toHaveLength(FAULTS.length);
    expect(new Set(listFaults().map(({ state }) => state))).toEqual(new Set(['off']));
    const lines = faultsAsMarkdown().trimEnd().split('\n');
    expect(lines).toHaveLength(FAULTS.length + 2);
    expect(lines[2]).toBe(
      '| `slow-profile-query` | profile | one long SELECT profile.profiles beneath a miss of the cache; everything above it waits | `on`: 600 ms, `timeout`: 3000 ms | yes |',
    );
  });
});
