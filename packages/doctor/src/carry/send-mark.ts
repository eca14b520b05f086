/** Sends a marked span to a target, by its protocol. */
import { readFileSync } from 'node:fs';
import type { Place } from '../place.ts';
import type { Protocol } from '../settings/exports.ts';
import { toOtlpJson, toOtlpProtobuf, toZipkinJson } from './encode-mark.ts';
import { newMark, type Mark } from './mark.ts';
import { codeOf, type Address, type Outcome } from './outcome.ts';
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
  const outcome = await SEND[target.protocol](address, mark).catch(refusedHere);
  return { target, mark, address, outcome, ms: performance.now() - begin };
}

const SEND: Readonly<Record<Protocol, (address: Address, mark: Mark) => Promise<Outcome>>> = {
  'OTLP/gRPC': (address, mark) => sendGrpc(address, toOtlpProtobuf(mark)),
  'OTLP/HTTP protobuf': (address, mark) => sendHttp(address, toOtlpProtobuf(mark), 'application/x-protobuf'),
  'OTLP/HTTP JSON': (address, mark) => sendHttp(address, toOtlpJson(mark), 'application/json'),
  'Zipkin JSON': (address, mark) => sendHttp(address, toZipkinJson(mark), 'application/json'),
};

/** Node itself would not send it, e.g. with such headers. */
const refusedHere = (error: unknown): Outcome => ({ kind: 'failed', code: codeOf(error) });

/** A file that is not here may be there: then the usual authorities have to do. */
function readCa(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
