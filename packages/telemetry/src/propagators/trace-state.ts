/** `tracestate` as W3C Trace Context level 2, section 3.3 has it: valid as a whole, or not there. */
import type { TraceState } from '@opentelemetry/api';
import { trimOptionalWhiteSpace } from './header.ts';

/** Section 3.3.1.1: at most 32 list members. */
const MAX_MEMBERS = 32;
/**
 * Section 3.3.1.5: at least 512 characters are passed on. Here no more, since Node refuses requests with over 16 KiB of
 * headers, of which baggage may be half: a long list would fail the call.
 */
const MAX_LENGTH = 512;
/** The same section: when a list is too long, longer members go first. */
const LONG_MEMBER = 128;
/** Section 3.3.1.3.1. Level 2 lets a key begin with a digit, and have `@` anywhere after that. */
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
/** Section 3.3.1.3.2. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Undefined when any member is malformed or a key comes twice: the specification lets a receiver discard it as a whole. */
export function parseTraceState(values: string[]): TraceState | undefined {
  const members = new Map<string, string>();
  for (const member of values.join(',').split(',')) {
    const trimmed = trimOptionalWhiteSpace(member);
    // Section 3.3.1.2: empty list members are allowed, and count for nothing.
    if (trimmed === '') continue;
    const equals = trimmed.indexOf('=');
    const key = trimmed.slice(0, Math.max(0, equals));
    const value = trimmed.slice(equals + 1);
    if (!KEY.test(key) || !VALUE.test(value) || members.has(key)) return undefined;
    members.set(key, value);
    if (members.size > MAX_MEMBERS) return undefined;
  }
  return members.size === 0 ? undefined : new Members(members);
}

class Members implements TraceState {
  readonly #members: ReadonlyMap<string, string>;

  constructor(members: ReadonlyMap<string, string>) {
    this.#members = members;
  }

  get(key: string): string | undefined {
    return this.#members.get(key);
  }

  /** Section 3.5: a changed or new member goes to the front; a full list loses its last. */
  set(key: string, value: string): TraceState {
    if (!KEY.test(key) || !VALUE.test(value)) return this;
    const others = [...this.#members].filter(([each]) => each !== key);
    return new Members(new Map([[key, value], ...others.slice(0, MAX_MEMBERS - 1)]));
  }

  unset(key: string): TraceState {
    return new Members(new Map([...this.#members].filter(([each]) => each !== key)));
  }

  serialize(): string {
    let members = [...this.#members].map(([key, value]) => `${key}=${value}`);
    if (members.join(',').length > MAX_LENGTH) members = members.filter((each) => each.length <= LONG_MEMBER);
    while (members.join(',').length > MAX_LENGTH) members.pop();
    return members.join(',');
  }
}
