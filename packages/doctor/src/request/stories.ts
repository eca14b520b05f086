/** The requests that the doctor makes, or watches, and where they have to lead. */
import type { Place } from '../place.ts';

export type Hop = readonly [caller: string, callee: string];

export interface Story {
  readonly name: 'page view' | 'run' | 'heartbeat';
  /** The caller of the first hop is where the trace begins. A callee follows its caller. */
  readonly hops: readonly Hop[];
  /** What frontend is asked; nothing where the system does it by itself. */
  readonly ask?: { readonly path: string; readonly method: 'GET' | 'POST' };
}

export const STORIES: readonly Story[] = [
  {
    name: 'page view',
    ask: { path: '/api/profiles/1', method: 'GET' },
    hops: [
      ['frontend', 'user'],
      ['frontend', 'server'],
      ['user', 'profile'],
    ],
  },
  {
    // A real run, of the stack whose runs disturb nobody. What drain does with it, and when, is its own affair.
    name: 'run',
    ask: { path: '/api/stacks/observability/runs', method: 'POST' },
    hops: [
      ['frontend', 'server'],
      ['server', 'drain'],
    ],
  },
  {
    name: 'heartbeat',
    hops: [
      ['heartbeats', 'broker'],
      ['broker', 'coinflip'],
    ],
  },
];

/** The services of a story, in the order of its hops. */
export const servicesOf = ({ hops }: Story): string[] => [...new Set(hops.flat())];

/** Stories whose services are all there: some systems run a part only. */
export function storiesOf({ services, frontend }: Place): Story[] {
  const names = new Set(services.map(({ service }) => service));
  return STORIES.filter(
    (story) => (!story.ask || frontend) && servicesOf(story).every((service) => names.has(service)),
  );
}
