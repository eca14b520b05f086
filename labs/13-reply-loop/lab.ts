/** Lab 13: an event that comes back. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Trace } from '@tracewalk/trace-model';

export const flips = (trace: Trace): number =>
  trace.nodes.filter(({ span }) => span.name === 'flip coin').length;

/** The delivery that was given up because the event had gone round too often. */
export const dropped = (trace: Trace) =>
  trace.nodes.find(({ span }) => span.attributes['demo.delivery.outcome'] === 'dropped');

/** The type that an event has when it comes to coinflip. */
export const typesAtCoinflip = (trace: Trace): string[] => [
  ...new Set(
    trace.nodes
      .filter(({ span }) => span.name === 'flip coin')
      .map(({ span }) => String(span.attributes['cloudevents.event_type'])),
  ),
];

export const lab = defineLab({
  title: 'Find the loop',
  minutes: 15,
  faults: ['event-loop'],
  questions: {
    trace: 'the id of the trace of an event of yours that goes round',
    rounds: 'how often the coin was flipped in it',
    end: 'the id of the span in which broker gives the event up (16 hex digits)',
    type: 'the type that the event has each time it reaches coinflip',
  },
  steps: [
    ...namedTrace({ service: 'coinflip', operation: 'flip coin' }),
    {
      says: 'It goes round',
      check: async (attempt) =>
        flips(await answered(attempt)) > 1 ? undefined : 'The coin is flipped once in it, as it should be',
    },
    {
      says: 'So often the coin was flipped',
      check: async (attempt) =>
        Number(attempt.answers['rounds']) === flips(await answered(attempt))
          ? undefined
          : 'The statistics of the viewer count spans by their name',
    },
    {
      says: 'That is where it is given up',
      check: async (attempt) =>
        attempt.answers['end']?.trim() === dropped(await answered(attempt))?.span.spanId
          ? undefined
          : 'Deliveries say how they ended: `demo.delivery.outcome`. One is unlike all others',
    },
    {
      says: 'It always has that type',
      check: async (attempt) =>
        typesAtCoinflip(await answered(attempt)).join() === attempt.answers['type']?.trim()
          ? undefined
          : '`flip coin` says what it got: `cloudevents.event_type`',
    },
  ],
});
