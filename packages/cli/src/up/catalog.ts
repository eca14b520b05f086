/** Which services there are, which story needs which, and the order in which they start and stop. */

export const STORIES = ['request', 'job', 'event'] as const;
export type Story = (typeof STORIES)[number];

/**
 * In the order of starting: whoever is called is there before its caller. Stopping goes the other way round, so that
 * nobody calls a service that has gone.
 */
export const SERVICES = [
  'event-display',
  'coinflip',
  'broker',
  'drain',
  'profile',
  'server',
  'user',
  'frontend',
  'scheduler',
  'heartbeats',
] as const;
export type ServiceName = (typeof SERVICES)[number];

const NEEDS: Record<Story, readonly ServiceName[]> = {
  request: ['frontend', 'user', 'profile', 'server'],
  job: ['scheduler', 'server', 'drain', 'broker', 'event-display'],
  event: ['heartbeats', 'broker', 'coinflip', 'event-display'],
};

/** The services of some stories, in the order of starting. */
export function servicesOf(stories: readonly Story[]): ServiceName[] {
  const needed = new Set(stories.flatMap((story) => NEEDS[story]));
  return SERVICES.filter((service) => needed.has(service));
}
