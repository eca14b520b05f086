/**
 * The process that runs all services at once. The CLI starts it with their environments, and says `start` when the
 * database is there and `stop` when it is over. What it loads takes longest, so that goes on while Postgres starts.
 */
import { stopTelemetry } from '@tracewalk/telemetry';
import type { HostMessage } from './host-messages.ts';
import { loadServices, type LoadedServices } from './host-services.ts';
import type { HostedService } from './hosted-services.ts';

const say = (message: HostMessage) => process.send?.(message);

let services: LoadedServices | undefined;
const toStart = Promise.withResolvers<void>();
process.on('message', (message) => (message === 'start' ? toStart.resolve() : void stop()));
// The CLI has died.
process.once('disconnect', () => void stop());

services = await loadServices(JSON.parse(process.env['TRACEWALK_HOSTED'] ?? '[]') as HostedService[]);
await toStart.promise;
try {
  await services.start((ready, url) => say({ ready, url }));
} catch (error) {
  say({ failed: (error as Error).message });
}

/** Spans leave when every service is done. */
async function stop(): Promise<void> {
  await services?.stop();
  await stopTelemetry();
  process.exit(0);
}
