/** Lab 16: personal data stays out of traces. */
import { randomBytes } from 'node:crypto';
import { defineLab } from '@tracewalk/lab';
import { probing, spansNamed } from '@tracewalk/lab/probe';
import type { Trace } from '@tracewalk/trace-model';

const name = `kim${randomBytes(4).toString('hex')}`;
const signup = probing(`/signup?email=${name}%40example.org&plan=team`);

/** Where in a trace something is written. */
function whereIs(trace: Trace, text: string): string[] {
  return trace.nodes.flatMap(({ span }) =>
    Object.entries(span.attributes)
      .filter(([, value]) => JSON.stringify(value).includes(text))
      .map(([attribute]) => `${attribute} of ${span.name}`),
  );
}

export const lab = defineLab({
  title: 'Keep personal data out of traces',
  minutes: 25,
  program: { arguments: ['--import', './tracing.ts', 'app.ts'], port: 8116 },
  steps: [
    signup.step('signup lets people sign up', ({ status }) =>
      status === 200 ? undefined : `It answered ${status}`,
    ),
    signup.traceStep('No attribute has the address', (trace) => {
      const places = whereIs(trace, name);
      return places.length === 0 ? undefined : `It is in ${places.join(', ')}`;
    }),
    signup.traceStep('The span of the request is still there', (trace) =>
      trace.nodes.some(({ span }) => span.service === 'signup' && span.kind === 'SERVER')
        ? undefined
        : 'It is gone: redact what is in a span, and leave the span',
    ),
    signup.traceStep('What is not personal is still there', (trace) => {
      const [own] = spansNamed(trace, 'signup', 'create account');
      return own?.span.attributes['app.account.plan'] === 'team'
        ? undefined
        : '`app.account.plan` of `create account` should be as before';
    }),
    signup.traceStep('One can see that something was taken out', (trace) => {
      const [own] = spansNamed(trace, 'signup', 'create account');
      const contact = own?.span.attributes['app.account.contact'];
      return typeof contact === 'string' && contact.length > 0
        ? undefined
        : '`app.account.contact` is gone altogether: write something in its place, so that nobody looks for a bug';
    }),
  ],
});
