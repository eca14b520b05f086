import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from '../combinations.ts';
import { containersOf, podsOf, type Container } from '../pods.ts';
import type { Rule } from './rule.ts';

/** What a service is to the others and to its traces. Where it sends to and whom it calls differs on a cluster. */
const IDENTITY = [
  'OTEL_SERVICE_NAME',
  'OTEL_PROPAGATORS',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'PORT',
];

type Env = Record<string, string | undefined>;

/** By service, from services/<name>/.env. */
const services: Record<string, Env> = Object.fromEntries(
  globSync('services/*/.env', { cwd: ROOT }).map((file) => [
    basename(dirname(file)),
    parseEnv(readFileSync(join(ROOT, file), 'utf8')),
  ]),
);

export const identity: Rule = {
  name: 'identity',
  says: 'a service is the same on a cluster as on a laptop: services/<name>/.env',
  check: (objects) =>
    objects.flatMap(podsOf).flatMap((pod) =>
      containersOf(pod).flatMap(({ container, field }) => {
        const service = serviceOf(container);
        const wanted = services[service ?? ''];
        if (service === undefined || !wanted) return [];
        const env = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
        return IDENTITY.filter((name) => env[name] !== wanted[name]).map((name) => ({
          object: pod.object,
          field: `${field}.env[${name}]`,
          wrong: `is ${env[name] ?? 'not there'}, not ${wanted[name] ?? 'left out'} as in services/${service}/.env`,
          remedy: 'Make it the same, or say in test/manifests/exceptions.ts why it differs.',
        }));
      }),
    ),
};

/** The folder says which of the image's services it runs, also where its name was forgotten. */
const serviceOf = ({ workingDir, env = [] }: Container): string | undefined =>
  typeof workingDir === 'string' && workingDir.startsWith('/app/services/')
    ? basename(workingDir)
    : env.find(({ name }) => name === 'OTEL_SERVICE_NAME')?.value;
