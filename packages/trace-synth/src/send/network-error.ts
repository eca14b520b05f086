/** Why a connection failed, as a person would say it. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: pass its authority with --ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is by an unknown authority: pass it with --ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is by an unknown authority: pass it with --ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is by an unknown authority: pass it with --ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: use http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS: use http://',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it asks for a certificate: pass --cert and --key',
};

export function networkReason(error: unknown): string {
  const { code = '', message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  // A host with several addresses fails with an error for each.
  if (errors?.[0]) return networkReason(errors[0]);
  return REASONS[code] ?? (message || code);
}
