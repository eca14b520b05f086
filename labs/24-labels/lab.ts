/** Lab 24: which version, which environment. */
import { defineLab } from '@tracewalk/lab';
import { probing } from '@tracewalk/lab/probe';
import type { Attributes, Trace } from '@tracewalk/trace-model';

const items = probing('/items');

const resourceOf = (trace: Trace): Attributes =>
  trace.nodes.find(({ span }) => span.service === 'catalog')?.span.resource ?? {};

const says = (what: string, attribute: string, value: string, hint: string) =>
  items.traceStep(what, (trace) => {
    const found = resourceOf(trace)[attribute];
    if (found === value) return undefined;
    return found === undefined ? hint : `\`${attribute}\` is "${String(found)}"`;
  });

export const lab = defineLab({
  title: 'Say which version, in which environment',
  minutes: 10,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8124 },
  steps: [
    items.traceStep('Spans of catalog arrive', (trace) =>
      trace.services.includes('catalog') ? undefined : 'The service is not called catalog',
    ),
    says(
      'They say the version, 1.4.0',
      'service.version',
      '1.4.0',
      'There is no `service.version`, although `.env` has one: what does the SDK do with the line?',
    ),
    says(
      'They say the environment, staging',
      'deployment.environment.name',
      'staging',
      'The environment has a name of its own in the semantic conventions, and that is not `env`',
    ),
    says('They say the team, web shop', 'team', 'web shop', 'There is no `team`'),
  ],
});
