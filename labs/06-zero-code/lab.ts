/** Lab 06: traces from an application that is not touched. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineLab } from '@tracewalk/lab';
import { probing, spansNamed } from '@tracewalk/lab/probe';

const original = readFileSync(join(import.meta.dirname, 'start/app.cjs'), 'utf8');
const hello = probing('/hello/2');

export const lab = defineLab({
  title: 'Trace an application without touching it',
  minutes: 15,
  program: { arguments: ['app.cjs'], port: 8106 },
  steps: [
    {
      says: 'The application is as it was',
      check: ({ folder }) =>
        readFileSync(join(folder, 'app.cjs'), 'utf8') === original
          ? undefined
          : 'app.cjs was changed: only `.env` may be',
    },
    hello.traceStep('Spans of demo-web arrive', (trace) => {
      if (trace.services.includes('demo-web')) return undefined;
      return trace.services.some((service) => service.startsWith('unknown_service'))
        ? 'They arrive under the name `unknown_service`: what is the service called?'
        : 'Its traces have no span of it';
    }),
    hello.traceStep('The request has the name of its route', (trace) =>
      spansNamed(trace, 'demo-web', 'GET /hello/:id').length > 0
        ? undefined
        : 'There is no span `GET /hello/:id`: the instrumentation of Express knows the route, is it on?',
    ),
    hello.traceStep('frontend goes on in the same trace', (trace) =>
      trace.services.includes('frontend')
        ? undefined
        : 'demo-web calls frontend with `fetch`, whose instrumentation is called undici',
    ),
    hello.traceStep('Nothing but requests and calls is in it', (trace) => {
      const noise = trace.nodes.find(
        ({ span }) => span.service === 'demo-web' && /^(fs|dns|net|tcp|tls)\b|^middleware/.test(span.name),
      );
      return noise
        ? `There is noise, such as \`${noise.span.name}\`: which instrumentations are needed?`
        : undefined;
    }),
  ],
});
