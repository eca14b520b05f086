/** Certificates for tests, made by the openssl of the machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CertificateFiles {
  TLS_CERT_FILE: string;
  TLS_KEY_FILE: string;
  TLS_CA_FILE: string;
}

export interface Authority {
  /** Writes a new certificate, for 127.0.0.1 unless told, in the same files for the same name. */
  issue(name: string): CertificateFiles;
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj'];

interface Issued {
  /** How long they are valid from now; negative: they were. */
  days?: number;
  /** What they are for, as openssl writes it. */
  names?: string;
}

export function createAuthority({ days = 1, names = 'DNS:localhost,IP:127.0.0.1' }: Issued = {}): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-certificates-'));
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

  writeFileSync(join(folder, 'leaf.cnf'), `subjectAltName=${names}\n`);
  openssl('req', '-x509', '-days', '1', ...NEW_KEY, '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  const sign = [
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-extfile',
    'leaf.cnf',
    '-days',
    String(days),
  ];
  return {
    issue(name) {
      openssl('req', ...NEW_KEY, `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
      openssl('x509', '-req', '-in', `${name}.csr`, ...sign, '-out', `${name}.crt`);
      return {
        TLS_CERT_FILE: join(folder, `${name}.crt`),
        TLS_KEY_FILE: join(folder, `${name}.key`),
        TLS_CA_FILE: join(folder, 'ca.crt'),
      };
    },
  };
}
