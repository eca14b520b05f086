/** Who may ask: the room, and no web page from elsewhere that somebody in it has open. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Refusal } from './refusal.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/** Whether a host is this machine by its very name or address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Refuses a Host that is a name of somebody else's: a name that an attacker's server resolves to this machine (DNS
 * rebinding) still shows there; an address, or the machine's own name, cannot be had in this way. And refuses an Origin that is not
 * this page.
 */
export function guard({ headers: { host = '', origin } }: IncomingMessage, remote: boolean): void {
  const name = withoutPort(host);
  if (!isLoopback(name) && !(remote && (isIP(name) !== 0 || isOwnName(name))))
    throw new Refusal(403, `Cannot answer: Host ${host.slice(0, 128)} is not this machine`);
  if (origin !== undefined && URL.parse(origin)?.host !== host)
    throw new Refusal(403, 'Cannot answer: the request comes from a page of another origin');
}

const isOwnName = (name: string): boolean => {
  const own = hostname().toLowerCase();
  return [own, `${own}.local`, own.split('.')[0]].includes(name.toLowerCase());
};

const withoutPort = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
