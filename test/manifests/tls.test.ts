/** The component tls: who listens with TLS is called with TLS, by a name that its certificate has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildText, parseObjects } from './build.ts';
import { type Call, configuredCalls, type Workload, workloadsOf } from './calls.ts';
import { ROOT } from './combinations.ts';
import { at, type KubeObject } from './object.ts';

interface Certificate {
  secretName: string;
  dnsNames: string[];
}

const secretsOf = ({ spec }: Workload): string[] =>
  (spec.volumes ?? [])
    .map((volume) => at<string>(volume, 'secret', 'secretName') ?? '')
    .filter((name) => name.startsWith('tls-'));

describe('tls', () => {
  let objects: KubeObject[];
  let calls: Call[];
  let certificates: Map<string, Certificate>;

  beforeAll(async () => {
    objects = parseObjects(await buildText('tests/tls'));
    calls = configuredCalls(objects);
    certificates = new Map(
      objects
        .filter(({ kind }) => kind === 'Certificate')
        .map(({ spec }) => [(spec as Certificate).secretName, spec as Certificate]),
    );
  }, 60_000);

  it('has a certificate for each Secret that a pod mounts', () => {
    const mounted = workloadsOf(objects).flatMap(secretsOf);
    expect(mounted).toHaveLength(13);
    expect(mounted.filter((name) => !certificates.has(name))).toEqual([]);
  });

  it('has one in which the called finds every name that it is called by', () => {
    const unknown = calls.filter(({ to, address }) => {
      const [secret] = secretsOf(to);
      const host = address.replace(/^\w+:\/\/([^@]*@)?/, '').replace(/:\d+$/, '');
      return secret !== undefined && !certificates.get(secret)?.dnsNames.includes(host);
    });
    expect(unknown).toEqual([]);
  });

  it('leaves nothing in plain text but the page', () => {
    const plain = calls
      .filter(({ address }) => address.startsWith('http:'))
      .map(({ to, port }) => `${to.name}:${port}`);
    expect([...new Set(plain)]).toEqual(['frontend:8080']);
  });

  it('makes the same Secrets without cert-manager', () => {
    const script = readFileSync(join(ROOT, 'k8s/components/tls/wiring/make-secrets.sh'), 'utf8');
    const names = [...certificates.keys()].filter((name) => name !== 'tracewalk-ca');
    const missing = names.filter((name) => !new RegExp(`\\b${name.replace('tls-', '')}\\b`).test(script));
    expect(missing).toEqual([]);
  });
});
