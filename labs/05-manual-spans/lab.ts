/** Lab 05: own spans. */
import { defineLab } from '@tracewalk/lab';
import { probing, spansNamed } from '@tracewalk/lab/probe';

const LANGUAGES = ['de', 'fr', 'sv'];
/** What `composeGreeting` takes, in microseconds; a timer may be a little early. */
const WORK = 25_000;

const good = LANGUAGES.map((language) => ({ language, ...probing(`/greet/1?language=${language}`) }));
const [german] = good as [(typeof good)[number]];
const bad = probing('/greet/1?language=xx');

export const lab = defineLab({
  title: 'Write your own spans',
  minutes: 20,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8105 },
  steps: [
    german.step('greeter greets', ({ status }) =>
      status === 200 ? undefined : `It answered ${status}: does the program still do what it did?`,
    ),
    german.traceStep('Its trace has a span `compose greeting`', (trace) =>
      spansNamed(trace, 'greeter', 'compose greeting').length === 1
        ? undefined
        : 'There should be one span of that name: `tracer.startActiveSpan`, and `span.end()` in any case',
    ),
    german.traceStep('It is a child of the request', (trace) => {
      const [route] = spansNamed(trace, 'greeter', 'GET /greet/:id');
      const [own] = spansNamed(trace, 'greeter', 'compose greeting');
      return own && own.span.parentSpanId === route?.span.spanId
        ? undefined
        : 'Its parent is another span, or none: is it started while the request is being answered?';
    }),
    german.traceStep('It lasts as long as the work', (trace) =>
      spansNamed(trace, 'greeter', 'compose greeting').every(({ span }) => span.duration >= WORK)
        ? undefined
        : 'It ends before the work does: the work is asynchronous, and has to be awaited before `span.end()`',
    ),
    ...good.map(({ language, traceStep }) =>
      traceStep(`It says the language, ${language}`, (trace) =>
        spansNamed(trace, 'greeter', 'compose greeting')[0]?.span.attributes['app.greeting.language'] ===
        language
          ? undefined
          : 'The attribute `app.greeting.language` has another value, or is missing',
      ),
    ),
    bad.traceStep('A language that greeter does not speak makes the span an error', (trace) => {
      const [own] = spansNamed(trace, 'greeter', 'compose greeting');
      if (!own) return 'The span is missing when composing fails: does it end in a `finally`?';
      return own.span.status === 'error' ? undefined : 'The span ended as if all were well: `span.setStatus`';
    }),
    bad.traceStep('The error is recorded, once', (trace) => {
      const [own] = spansNamed(trace, 'greeter', 'compose greeting');
      const exceptions = own?.span.events.filter(({ name }) => name === 'exception') ?? [];
      return exceptions.length === 1
        ? undefined
        : `The span has ${exceptions.length} events named exception: \`span.recordException\` makes one`;
    }),
  ],
});
