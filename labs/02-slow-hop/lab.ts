/** Lab 02: where the time goes. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace, slowest } from '@tracewalk/lab/steps';

/** The fault takes 600 ms; in microseconds. */
const SLOW = 500_000;

export const lab = defineLab({
  title: 'Find the slow hop',
  minutes: 10,
  faults: ['slow-profile-query'],
  questions: {
    trace: 'the id of the trace of a slow profile',
    span: 'the id of the span in which the time goes (16 hex digits)',
    share: 'how much of the whole trace that span takes by itself, in percent',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'GET /api/profiles/:id' }),
    {
      says: 'It is a slow one',
      check: async (attempt) => {
        const { duration } = await answered(attempt);
        return duration > SLOW
          ? undefined
          : `It took ${Math.round(duration / 1_000)} ms. Not every profile is slow: open some that nobody has opened yet`;
      },
    },
    {
      says: 'The time goes in that span',
      check: async (attempt) => {
        const named = (await answered(attempt)).byId.get(attempt.answers['span']?.trim() ?? '');
        if (!named) return 'The trace has no span of this id: copy it from its details';
        return named.span.spanId === slowest(await answered(attempt))?.span.spanId
          ? undefined
          : `\`${named.span.name}\` is ${named.children.length > 0 ? 'waiting for another one most of the time' : 'quick'}: its self time is ${Math.round(named.selfTime / 1_000)} ms`;
      },
    },
    {
      says: 'It takes that share of the whole',
      check: async (attempt) => {
        const trace = await answered(attempt);
        const share = (100 * (slowest(trace)?.selfTime ?? 0)) / trace.duration;
        return Math.abs(Number(attempt.answers['share']?.replace('%', '')) - share) <= 5
          ? undefined
          : 'That is not its share: divide its duration by that of the trace';
      },
    },
  ],
});
