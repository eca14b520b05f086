/** Lab 21: traces are missing, third stage: they are there, and nobody finds them. */
import { defineLab } from '@tracewalk/lab';
import { answered, existingTrace } from '@tracewalk/lab/steps';

const HOUR = 3_600_000_000;
export const JOB = 'close the books';

export const lab = defineLab({
  title: 'Missing traces 3: not found',
  minutes: 15,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8121 },
  questions: {
    trace: 'the id of a trace of `close the books`',
    service: 'the name of the service that it is found under',
    hours: 'how many hours its clock is behind',
    entries: 'how many entries the books had: `app.books.entries`',
  },
  steps: [
    existingTrace(),
    {
      says: 'The books were closed in it',
      check: async (attempt) =>
        (await answered(attempt)).nodes.some(({ span }) => span.name === JOB)
          ? undefined
          : `It has no span \`${JOB}\``,
    },
    {
      says: 'It is found under that name',
      check: async (attempt) =>
        (await answered(attempt)).services.includes(attempt.answers['service']?.trim() ?? '')
          ? undefined
          : 'Not under this one. What is a service called that nobody has given a name?',
    },
    {
      says: 'Its clock is so far behind',
      check: async (attempt) => {
        const behind = (Date.now() * 1_000 - (await answered(attempt)).start) / HOUR;
        return Math.abs(Number(attempt.answers['hours']) - behind) <= 1.5
          ? undefined
          : 'The trace says when it began, and you know when it was made';
      },
    },
    {
      says: 'The books had so many entries',
      check: async (attempt) =>
        (await answered(attempt)).nodes.some(
          ({ span }) => String(span.attributes['app.books.entries']) === attempt.answers['entries']?.trim(),
        )
          ? undefined
          : 'Its attribute says something else',
    },
  ],
});
