/** Why there was no answer, in words that group: the same cause has the same words. */
const BY_CODE: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  ETIMEDOUT: 'no connection in time',
  EHOSTUNREACH: 'host not reachable',
  ENETUNREACH: 'host not reachable',
  EMFILE: 'no more connections allowed (ulimit -n)',
  EADDRNOTAVAIL: 'no local port left',
};

export function failureOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return BY_CODE[code] ?? (code || (error instanceof Error ? error.message : String(error)));
}
