/** Who may ask: a web page that somebody has open must not read the traces of this machine. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host is this machine by its very name or address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Refuses a Host or an Origin that is not loopback: a name that an attacker's server resolves to 127.0.0.1 (DNS
 * rebinding) still shows in Host.
 */
export function guard({ headers: { host, origin } }: IncomingMessage, allowRemote: boolean): void {
  if (allowRemote) return;
  if (host !== undefined && !isLoopback(withoutPort(host))) {
    throw new Refusal(403, `Cannot answer: Host ${host} is not this machine`);
  }
  if (origin !== undefined && !isLoopback(withoutPort(origin.replace(/^https?:\/\//i, '')))) {
    throw new Refusal(403, `Cannot answer: Origin ${origin} is not this machine`);
  }
}

const withoutPort = (host: string): string => host.replace(/:\d+$/, '');
