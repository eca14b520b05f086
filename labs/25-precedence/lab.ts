/** Lab 25: the same setting in several places. */
import { defineLab, type Attempt } from '@tracewalk/lab';
import { probing } from '@tracewalk/lab/probe';
import { answered, existingTrace, newTrace } from '@tracewalk/lab/steps';
import type { Span } from '@tracewalk/trace-model';

const till = probing('/till');

/** The span of the program, whatever it is called. */
const own = async (attempt: Attempt): Promise<Span | undefined> =>
  (await answered(attempt)).nodes.find(({ span }) => span.kind === 'SERVER')?.span;

const isSo = (says: string, answer: string, real: (span: Span) => unknown) => ({
  says,
  check: async (attempt: Attempt) => {
    const span = await own(attempt);
    return span && String(real(span)) === attempt.answers[answer]?.trim()
      ? undefined
      : 'Not in the trace that you name: its resource says it';
  },
});

export const lab = defineLab({
  title: 'Know which setting wins',
  minutes: 15,
  program: { arguments: ['--import', './tracing.ts', 'app.ts'], port: 8125 },
  questions: {
    trace: 'the id of a trace of the program, before you changed anything or after',
    service: 'the service it is found under in that trace',
    version: 'its service.version',
    environment: 'its deployment.environment.name',
    office: 'its app.office',
  },
  steps: [
    existingTrace(),
    newTrace(),
    isSo('It is found under that name', 'service', ({ service }) => service),
    isSo('It has that version', 'version', ({ resource }) => resource['service.version']),
    isSo('It has that environment', 'environment', ({ resource }) => resource['deployment.environment.name']),
    isSo('It has that office', 'office', ({ resource }) => resource['app.office']),
    till.traceStep('Now its version is 3.0.0, and tracing.ts is as it was', (trace) => {
      const span = trace.nodes.find(({ span: { kind } }) => kind === 'SERVER')?.span;
      return span?.resource['service.version'] === '3.0.0'
        ? undefined
        : `It is ${String(span?.resource['service.version'])}: which of the places counts?`;
    }),
  ],
});
