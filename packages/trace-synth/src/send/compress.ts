/** Compresses bodies, in Node's thread pool: the thread that makes the traces goes on. */
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import { HEAD_ROOM } from '../encode/batch.ts';
import type { Compression } from './endpoint.ts';
import type { Packet } from './outcome.ts';

const gzipped = promisify(gzip);
const zstandard = promisify(zstdCompress);
/** The fastest: the same spans again and again compress well even so. */
const GZIP = { level: 1 };
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The packet itself if there is nothing to do. */
export async function compress(packet: Packet, compression: Compression): Promise<Packet> {
  if (compression === 'none') return packet;
  const body = packet.buffer.subarray(HEAD_ROOM, packet.end);
  const compressed = await (compression === 'gzip' ? gzipped(body, GZIP) : zstandard(body, ZSTD));
  const buffer = Buffer.allocUnsafeSlow(HEAD_ROOM + compressed.length);
  compressed.copy(buffer, HEAD_ROOM);
  return { buffer, end: buffer.length, spans: packet.spans };
}
