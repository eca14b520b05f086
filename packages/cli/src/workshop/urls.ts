import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** How others find what listens there, the likeliest first. */
export function urlsIn(host: string, port: number, interfaces = networkInterfaces()): string[] {
  const isEvery = host === '0.0.0.0' || host === '::';
  const found = Object.values(interfaces).flatMap((addresses = []) =>
    addresses.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  );
  const hosts = isEvery ? (found.length > 0 ? found : ['127.0.0.1']) : [host];
  return hosts.map((each) => `http://${isIPv6(each) ? `[${each}]` : each}:${port}`);
}
