/** Sends a marked span to a target, by its protocol. */
import { readFileSync } from 'node:fs';
import type { Place } from '../place.ts';
import { toOtlpJson, toOtlpProtobuf, toZipkinJson } from './encode-mark.ts';
import { newMark, type Mark } from './mark.ts';
import type { Address, Outcome } from './outcome.ts';
import { sendGrpc } from './send-grpc.ts';
import { sendHttp } from './send-http.ts';
import type { Target } from './target.ts';

export interface Sent {
  readonly target: Target;
  readonly mark: Mark;
  /** Where it was really sent. */
  readonly address: Address;
  readonly outcome: Outcome;
  /** How long that took. */
  readonly ms: number;
}

export interface NotSent {
  readonly target: Target;
  readonly skip: string;
}

export async function sendMark(place: Place, target: Target): Promise<Sent | NotSent> {
  const reached = await place.reach(new URL(target.url));
  if ('skip' in reached) return { target, skip: reached.skip };
  const ca = target.ca === undefined ? undefined : readCa(target.ca);
  const address: Address = { ...reached, headers: target.headers, ...(ca && { ca }) };
  const mark = newMark(`mark by ${target.protocol}`);
  const begin = performance.now();
  const outcome = await send(target, address, mark);
  return { target, mark, address, outcome, ms: performance.now() - begin };
}

function send({ protocol }: Target, address: Address, mark: Mark): Promise<Outcome> {
  switch (protocol) {
    case 'OTLP/gRPC':
      return sendGrpc(address, toOtlpProtobuf(mark));
    case 'OTLP/HTTP protobuf':
      return sendHttp(address, toOtlpProtobuf(mark), 'application/x-protobuf');
    case 'OTLP/HTTP JSON':
      return sendHttp(address, toOtlpJson(mark), 'application/json');
    case 'Zipkin JSON':
      return sendHttp(address, toZipkinJson(mark), 'application/json');
  }
}

/** A file that is not here may be there: then the usual authorities have to do. */
function readCa(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
