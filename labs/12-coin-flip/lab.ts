/** Lab 12: an event goes through a broker. */
import { defineLab, type Step } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Trace } from '@tracewalk/trace-model';

const FORMAT = 'demo.propagation.format';
const SIDE = 'demo.coin.side';

export const sideOf = (trace: Trace): unknown =>
  trace.nodes.map(({ span }) => span.attributes[SIDE]).find((side) => side !== undefined);

/** The formats in which the context came to each service, in the order of the journey. */
export const formatsAlong = (trace: Trace): string[] =>
  trace.nodes
    .toSorted((a, b) => a.span.start - b.span.start)
    .filter(({ span }) => span.kind === 'SERVER')
    .map(({ span }) => String(span.attributes[FORMAT]));

const fell = (side: 'heads' | 'tails'): Step => ({
  says: `Its coin fell on ${side}`,
  check: async (attempt) =>
    sideOf(await answered(attempt, side)) === side
      ? undefined
      : `It did not: \`flip coin\` has the side among its attributes`,
});

const asked = ({ answers }: { answers: Readonly<Record<string, string>> }): string =>
  (answers['formats'] ?? '')
    .split(/[\s,>]+/)
    .filter(Boolean)
    .join(',');

export const lab = defineLab({
  title: 'Follow an event through a broker',
  minutes: 20,
  questions: {
    heads: 'the id of the trace of a heartbeat whose coin fell on heads',
    tails: 'and of one whose coin fell on tails',
    formats:
      'the context formats of the one with heads, one for each request that arrived somewhere, in order, by commas',
    spans: 'how many spans the one with heads has more than the one with tails',
  },
  steps: [
    ...namedTrace({ service: 'heartbeats', answer: 'heads' }),
    fell('heads'),
    ...namedTrace({ service: 'heartbeats', answer: 'tails' }),
    fell('tails'),
    {
      says: 'Its context was carried in these formats',
      check: async (attempt) =>
        asked(attempt) === formatsAlong(await answered(attempt, 'heads')).join(',')
          ? undefined
          : 'Each span of a request that arrived says the format: `demo.propagation.format`. Go along the time axis',
    },
    {
      says: 'It has so many spans more',
      check: async (attempt) => {
        const [heads, tails] = [await answered(attempt, 'heads'), await answered(attempt, 'tails')];
        return Number(attempt.answers['spans']) === heads.nodes.length - tails.nodes.length
          ? undefined
          : 'The difference is another one: compare them in the viewer, /trace/<one>...<other>';
      },
    },
  ],
});
