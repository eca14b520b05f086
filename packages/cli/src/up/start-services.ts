/** Starts the services: all in one process, or each in its own. */
import { join } from 'node:path';
import type { Settings } from '../settings.ts';
import { type Child, startChild } from './child.ts';
import { servicePort } from './environment.ts';
import type { HostMessage } from './host-messages.ts';
import type { HostedService } from './hosted-services.ts';
import type { Part, Parts } from './parts.ts';

/** Starts the process for all services; it loads them and waits. */
export function startHost(hosted: HostedService[], settings: Settings, parts: Parts): Child {
  const host = startChild({
    name: 'services',
    args: [join(import.meta.dirname, 'service-host.ts')],
    env: { ...process.env, TRACEWALK_HOSTED: JSON.stringify(hosted) },
    data: settings.data,
    askToStop: (child) => child.send('stop'),
  });
  parts.services.push(host);
  parts.watch('the services', host.ended);
  return host;
}

export function startHosted(
  host: Child,
  hosted: HostedService[],
  onReady: (part: Part) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = hosted.length;
    host.process.on('message', (message: HostMessage) => {
      if ('failed' in message) return reject(new Error(message.failed));
      onReady({ name: message.ready, url: message.url });
      missing -= 1;
      if (missing === 0) resolve();
    });
    host.process.send('start');
  });
}

const END_WITH_CLI = join(import.meta.dirname, 'end-with-cli.ts');

/** Starts a process for each service, as `npm start -w` would, and waits for each to be ready. */
export async function startEach(
  hosted: HostedService[],
  settings: Settings,
  parts: Parts,
  onReady: (part: Part) => void,
): Promise<void> {
  const ready = hosted.map(({ name, main, env }) => {
    const child = startChild({
      name,
      args: ['--import', '@tracewalk/telemetry/register', '--import', END_WITH_CLI, main],
      env,
      data: settings.data,
    });
    parts.services.push(child);
    parts.watch(name, child.ended);
    const url = `http://127.0.0.1:${servicePort(name, settings)}`;
    return untilReady(url).then(() => onReady({ name, url }));
  });
  await Promise.all(ready);
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
