/** Who may ask: a web page that somebody has open must not read the traces of this machine. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from './receivers/body.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Refuses a Host or an Origin that is not loopback: a name that an attacker's server answers with 127.0.0.1 (DNS
 * rebinding) still shows in Host.
 */
export function guard(request: IncomingMessage, allowRemote: boolean): void {
  if (allowRemote) return;
  const { host, origin } = request.headers;
  if (host !== undefined && !LOOPBACK.test(host))
    throw new Refusal(403, `Cannot answer: Host ${host} is not this machine`);
  if (origin !== undefined && !LOOPBACK.test(origin.replace(/^https?:\/\//i, ''))) {
    throw new Refusal(403, `Cannot answer: Origin ${origin} is not this machine`);
  }
}
