/**
 * Events from an HTTP request, in each of the three modes (CloudEvents 1.0.2, HTTP protocol binding, section 3).
 *
 * Not the library's `HTTP.toEvent`: it invents an id where there is none, refuses `; charset=utf-8` spelt otherwise than
 * it expects, and leaves percent-encoded headers as they are.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { CloudEvent, ValidationError } from 'cloudevents';
import express, { type Request, type RequestHandler } from 'express';
import { isJson } from './binary-message.ts';
import { Problem } from './problem.ts';

const REQUIRED = ['id', 'source', 'specversion', 'type'];

/** Reads the body as bytes whatever its type: a JSON or text parser would change events, or refuse them. */
export const eventBody = (maxBytes: number): RequestHandler =>
  express.raw({ type: () => true, limit: maxBytes });

/** The events of a request: one in binary or structured mode, any number in a batch. A 400 if one is malformed. */
export function readEvents(request: Request): CloudEvent<unknown>[] {
  // Express leaves the body undefined when there is none.
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  try {
    return eventsOf(request.headers, body);
  } catch (error) {
    throw new Problem(400, `Cannot read the CloudEvent: ${reason(error)}`);
  }
}

function eventsOf(headers: IncomingHttpHeaders, body: Buffer): CloudEvent<unknown>[] {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/cloudevents+json') return [fromJson(parseJson(body))];
  if (mediaType === 'application/cloudevents-batch+json') {
    const batch = parseJson(body);
    if (!Array.isArray(batch)) throw new Error('a batch is a JSON array');
    return batch.map(fromJson);
  }
  if (mediaType.startsWith('application/cloudevents'))
    throw new Error(`${mediaType} is not a format read here`);
  return [fromHeaders(headers, body)];
}

function fromHeaders(headers: IncomingHttpHeaders, body: Buffer): CloudEvent<unknown> {
  const attributes = Object.entries(headers)
    .filter(([header, value]) => header.startsWith('ce-') && typeof value === 'string')
    .map(([header, value]) => [header.slice('ce-'.length), decode(value as string)]);
  const contentType = headers['content-type'];
  return toEvent({
    ...Object.fromEntries(attributes),
    datacontenttype: contentType,
    data: body.length === 0 ? undefined : dataOf(body, contentType ?? 'application/json'),
  });
}

function dataOf(body: Buffer, contentType: string): unknown {
  if (isJson(contentType)) return parseJson(body);
  return contentType.startsWith('text/') ? body.toString() : body;
}

/** In JSON `null` means that the attribute is absent (JSON event format, section 2.2); as data it is a value. */
function fromJson(json: unknown): CloudEvent<unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error('expected a JSON object');
  return toEvent(
    Object.fromEntries(Object.entries(json).filter(([name, value]) => name === 'data' || value !== null)),
  );
}

function toEvent(fields: Record<string, unknown>): CloudEvent<unknown> {
  for (const name of REQUIRED) {
    if (typeof fields[name] !== 'string' || fields[name] === '') throw new Error(`it has no ${name}`);
  }
  if (fields['specversion'] !== '1.0') throw new Error('its specversion is not 1.0');
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'data' && typeof value === 'object')
      throw new Error(`${name} is neither text, number nor boolean`);
  }
  return new CloudEvent(fields);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Error('its body is not JSON');
  }
}

/** Section 3.1.3.2. What is wrongly encoded is taken as it stands. */
function decode(header: string): string {
  const text = /^".*"$/.test(header) ? header.slice(1, -1).replace(/\\(.)/g, '$1') : header;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The library hides what its schema says behind `invalid payload`. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first] = error instanceof ValidationError ? (error.errors ?? []) : [];
  if (typeof first !== 'object') return error.message;
  const { instancePath, message } = first as { instancePath?: string; message?: string };
  return `${instancePath?.slice(1) ?? 'it'} ${message ?? 'is wrong'}`;
}
