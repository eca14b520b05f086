import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { profiles } from '../profiles/index.ts';
import { topologyJsonSchema } from './json-schema.ts';
import { writeTopology } from './write-topology.ts';

it('topology.schema.json is what the program reads: else npm run record-topology-schema && npm run fix', () => {
  const file = readFileSync(new URL('../../topology.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(topologyJsonSchema()));
});

it('the schema takes every built-in profile, and refuses what is no topology', { timeout: 60_000 }, () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(topologyJsonSchema()) as object);
  for (const profile of profiles) {
    const valid = validate(parse(writeTopology(profile.topology())));
    expect([profile.name, valid, validate.errors]).toEqual([profile.name, true, null]);
  }
  expect(validate({ version: 1, name: 'x', services: {}, starts: [], more: 1 })).toBe(false);
});
