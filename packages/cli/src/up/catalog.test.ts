import { describe, expect, it } from 'vitest';
import { SERVICES, servicesOf, STORIES } from './catalog.ts';
import { envFileOf } from './environment.ts';

/** Whom a service calls, as its own settings say. */
function calledBy(service: (typeof SERVICES)[number]): string[] {
  const ports = new Map(SERVICES.map((each) => [envFileOf(each)['PORT'], each as string]));
  const urls = Object.values(envFileOf(service)).filter((value) => value.startsWith('http://'));
  return urls.flatMap((url) => ports.get(new URL(url).port) ?? []);
}

describe('the catalog of services', () => {
  it.each(SERVICES)('starts whoever %s calls before it', (service) => {
    const earlier: readonly string[] = SERVICES.slice(0, SERVICES.indexOf(service));
    for (const callee of calledBy(service)) expect(earlier).toContain(callee);
  });

  it('knows who calls whom', () => {
    expect(SERVICES.flatMap(calledBy).length).toBe(9);
  });

  it('has every service in some story', () => {
    expect(servicesOf(STORIES)).toEqual(SERVICES);
  });

  it.each([
    [['request'], ['profile', 'server', 'user', 'frontend']],
    [['job'], ['event-display', 'broker', 'drain', 'server', 'scheduler']],
    [['event'], ['event-display', 'coinflip', 'broker', 'heartbeats']],
    [
      ['event', 'request'],
      ['event-display', 'coinflip', 'broker', 'profile', 'server', 'user', 'frontend', 'heartbeats'],
    ],
  ] as const)('for the stories %j has only the services that these need', (stories, services) => {
    expect(servicesOf(stories)).toEqual(services);
  });
});
