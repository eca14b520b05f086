/**
 * The process that runs all services at once. The CLI starts it with their environments, and says `start` when the
 * database is there and `stop` when it is over. What it loads takes longest, so that goes on while Postgres starts.
 */
import { pathToFileURL } from 'node:url';
import type { RunningService, Start } from '@tracewalk/service';
import { stopTelemetry } from '@tracewalk/telemetry';
import { currentService, startInOneProcess } from '@tracewalk/telemetry/in-one-process';
import type { HostedService, HostMessage } from './host-messages.ts';

const hosted = JSON.parse(process.env['TRACEWALK_HOSTED'] ?? '[]') as HostedService[];
const runAs = startInOneProcess(new Map(hosted.map(({ name, env }) => [name, env])));
const running: RunningService[] = [];

const say = (message: HostMessage) => process.send?.(message);

// A service that dies takes the others with it, as it would take its own process; the CLI names it and stops the rest.
process.on('uncaughtException', (error) => {
  console.error(error);
  console.error(`${currentService() ?? 'a service'} died: ${error.message}`);
  process.exit(1);
});

const modules = new Map<string, { start: Start }>();
const toStart = Promise.withResolvers<void>();
process.on('message', (message) => (message === 'start' ? toStart.resolve() : void stop()));
// The CLI has died.
process.once('disconnect', () => void stop());

for (const { name, main } of hosted) {
  modules.set(name, (await runAs(name, () => import(pathToFileURL(main).href))) as { start: Start });
}
await toStart.promise;
await start();

async function start(): Promise<void> {
  for (const { name, env } of hosted) {
    try {
      const service = await runAs(name, () => modules.get(name)?.start(env));
      if (!service) continue;
      running.push(service);
      say({ ready: name, url: service.url });
    } catch (error) {
      say({ failed: name, reason: (error as Error).message });
      return;
    }
  }
}

/** The last one started calls all others: it stops first. Spans leave when every service is done. */
async function stop(): Promise<void> {
  for (const service of running.splice(0).toReversed()) await service.stop().catch(console.error);
  await stopTelemetry();
  process.exit(0);
}
