import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allOff, formatFlags } from './flag-file.ts';
import { followFlagd } from './follow-flagd.ts';
import { LiveFlags } from './live-flags.ts';
import { setFault } from './switch-fault.ts';

/** SyncFlagsResponse with its first field, as gRPC frames it. */
function message(text: string): Buffer {
  const flags = Buffer.from(text);
  const length: number[] = [];
  for (let rest = flags.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  const body = Buffer.concat([Buffer.from([0x0a, ...length]), flags]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

const withSet = (name: string) => message(formatFlags(setFault(allOff(), { name })));

describe('a flagd that is followed', () => {
  let server: Http2Server;
  let port = 0;
  let calls: ServerHttp2Stream[];
  let paths: unknown[];
  let sessions: Set<ServerHttp2Session>;
  let flags: LiveFlags;
  let complaints: string[];
  let stop: () => void;

  const listen = async () => {
    server = createServer();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      paths.push(headers[':path']);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      calls.push(stream);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const goAway = () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
  const call = (count: number) =>
    vi.waitFor(() => expect(calls).toHaveLength(count), { timeout: 4_000 }).then(() => calls.at(-1)!);
  const seen = (...names: string[]) => vi.waitFor(() => expect([...flags.set]).toEqual(names), 2_000);

  beforeEach(async () => {
    [calls, paths, sessions, flags, complaints] = [[], [], new Set(), new LiveFlags(), []];
    await listen();
    stop = followFlagd(`http://127.0.0.1:${port}`, {
      use: (text) => flags.load(text),
      complain: (line) => complaints.push(line),
    });
  });
  afterEach(() => {
    stop();
    goAway();
  });

  it('sends all flags at once, and again whenever they change', async () => {
    const stream = await call(1);
    expect(paths).toEqual(['/flagd.sync.v1.FlagSyncService/SyncFlags']);
    stream.write(withSet('lost-context'));
    await seen('lost-context');
    stream.write(withSet('failing-user'));
    await seen('failing-user');
  });

  it('may send a message in pieces, and two in one', async () => {
    const stream = await call(1);
    const bytes = withSet('lost-context');
    stream.write(bytes.subarray(0, 3));
    await new Promise((sent) => stream.write(bytes.subarray(3, 700), sent));
    stream.write(Buffer.concat([bytes.subarray(700), withSet('failing-user')]));
    await seen('failing-user');
    expect(complaints).toEqual([]);
  });

  it('may go away and come back: until then the last good flags hold, and there is one line about it', async () => {
    (await call(1)).write(withSet('lost-context'));
    await seen('lost-context');
    goAway();
    await vi.waitFor(() => expect(complaints).toHaveLength(1));
    expect(complaints[0]).toMatch(/^Cannot follow the faults of http:.*\. The last good ones hold$/);
    expect([...flags.set]).toEqual(['lost-context']);
    sessions.clear();
    await listen();
    (await call(2)).write(withSet('failing-user'));
    await seen('failing-user');
  });

  it('is cut off when it announces more than flags can be, and asked again', async () => {
    (await call(1)).write(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]));
    await call(2);
    expect(complaints[0]).toContain('flagd has sent too much');
  });

  it('is not believed when it sends what is no flag file', async () => {
    const stream = await call(1);
    stream.write(withSet('lost-context'));
    await seen('lost-context');
    stream.write(message('{"flags": {'));
    await vi.waitFor(() => expect(complaints).toHaveLength(1));
    expect(complaints[0]).toContain('it is no JSON');
    expect([...flags.set]).toEqual(['lost-context']);
  });
});
