/**
 * The import rules (docs/architecture.md): imports point inward. A service imports packages, never another service; a
 * package imports only the packages below it. Prints each offence and exits 1.
 */
import { globSync, readFileSync } from 'node:fs';

const SERVICE_MAY = ['faults', 'service', 'telemetry', 'trace-synth', 'waterfall'];
const PACKAGE_MAY: Record<string, string[]> = {
  'trace-model': [],
  'trace-synth': ['trace-model'],
  waterfall: ['trace-model'],
  // Of the backend only the shapes of its answers.
  viewer: ['local-backend/answers', 'trace-model', 'waterfall'],
  faults: ['telemetry'],
  doctor: ['query-client', 'trace-model'],
  lab: ['query-client', 'trace-model'],
  'local-backend': [],
  telemetry: [],
  service: ['telemetry'],
  'query-client': ['trace-model'],
  cli: [
    'doctor',
    'faults',
    'lab',
    'load-generator',
    'query-client',
    'service',
    'telemetry',
    'trace-model',
    'trace-synth',
  ],
};

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

const offences = globSync('{services,packages}/*/{src,browser}/**/*.{ts,tsx}').flatMap((file) => {
  const [kind, owner = ''] = file.split('/');
  const allowed = kind === 'services' ? SERVICE_MAY : PACKAGE_MAY[owner];
  if (!allowed) return [`${file}: package ${owner} has no import rule in test/check-imports.ts`];
  if (file.endsWith('.test.ts')) return [];
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, target = '']) => {
    const own = /^@tracewalk\/([^/]+)/.exec(target)?.[1];
    if (own && !allowed.includes(own) && !allowed.includes(target.slice('@tracewalk/'.length)))
      return [`${file}: must not import ${target}`];
    const climbs = (target.match(/\.\.\//g) ?? []).length;
    const depth = file.split('/').length - 4;
    return climbs > depth ? [`${file}: must not leave its own folder: ${target}`] : [];
  });
});

for (const offence of offences) console.error(offence);
process.exitCode = offences.length === 0 ? 0 : 1;
