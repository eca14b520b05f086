import { describe, expect, it } from 'vitest';
import { readSynthPlan, type SynthTexts } from './read-plan.ts';

const read = (texts: SynthTexts) => readSynthPlan(texts, (name) => `--${name}`);

describe('readSynthPlan()', () => {
  it('asks for little, for a minute, of a receiver on this machine, unless told', () => {
    expect(read({})).toMatchObject({
      rate: { perSecond: 1_000, unit: 'spans' },
      durationMs: 60_000,
      workers: 1,
      endpoints: [{ url: 'http://127.0.0.1:4318/v1/traces', protocol: 'http/protobuf', compression: 'none' }],
    });
    expect(read({ protocol: 'zipkin' }).endpoints[0]?.url).toBe('http://127.0.0.1:9411/api/v2/spans');
    expect(read({ protocol: 'grpc' }).endpoints[0]?.url).toBe('http://127.0.0.1:4317/');
    const { rate, durationMs, ...plan } = read({ output: '-' });
    expect([rate, durationMs]).toEqual([undefined, undefined]);
    expect(plan).toMatchObject({ endpoints: [], count: { count: 1_000, unit: 'traces' } });
  });

  it('reads times of the past', () => {
    const { range } = read({ from: '-2d', to: '-24h' });
    expect(Math.round(((range?.to ?? 0) - (range?.from ?? 0)) / 1_000)).toBe(86_400);
    expect(read({ from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' }).range).toEqual({
      from: Date.UTC(2026, 10, 21, 8),
      to: Date.UTC(2026, 10, 21, 9),
    });
  });

  it.each<[SynthTexts, RegExp]>([
    [{ profile: 'nobody' }, /^Cannot find profile nobody: there are demo, /],
    [{ topology: '/nowhere.yaml' }, /^Cannot read \/nowhere.yaml: there is no such file$/],
    [{ profile: 'demo', topology: 'x' }, /give --topology or --profile, not both/],
    [{ rate: '0' }, /^Cannot hold the rate '0': it has to be more than 0$/],
    [{ rate: '1', max: true }, /give --max or --rate, not both/],
    [{ endpoint: ['localhost:4318'] }, /^Cannot send to localhost:4318: it is no http or https URL/],
    [
      { endpoint: ['http://me:secret@host'] },
      /^Cannot send to host: pass credentials with --header, not in the URL$/,
    ],
    [{ endpoint: ['http://a', 'http://a/v1/traces'] }, /it is there twice/],
    [{ endpoint: ['http://a'], output: 'x' }, /give --output or --endpoint, not both/],
    [{ output: 'x', workers: 2 }, /one worker writes to --output/],
    [{ header: ['nonsense'] }, /^Cannot read the header 'nonsense': expected name=value$/],
    [{ header: ['content-length=1'] }, /^Cannot set the header content-length: the sender does$/],
    [{ ca: '/nowhere.pem' }, /^Cannot read \/nowhere.pem: there is no such file$/],
    [{ protocol: 'smoke' }, /--protocol: expected one of http\/protobuf, http\/json, grpc, zipkin/],
    [{ compression: 'br' }, /--compression: expected one of none, gzip, zstd/],
    [{ workers: '0' }, /--workers: expected at least 1/],
    [{ partition: '2/2' }, /--partition: 2 is not below 2/],
    [{ to: 'now' }, /--to needs a --from/],
    [{ from: 'now', to: '-1h' }, /--from is not before --to/],
    [{ from: '1999-01-01' }, /^Cannot read the time '1999-01-01'/],
    [{ count: 'some' }, /^Cannot read the count 'some'/],
  ])('refuses %j in one line', (texts, reason) => {
    expect(() => read(texts)).toThrow(reason);
    expect(() => read(texts)).toThrow(expect.objectContaining({ exitCode: 2 }) as Error);
  });
});
