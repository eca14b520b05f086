/** `GET /api/viewer/traces/{id}/search?q=`: which spans of a trace have all words somewhere. */
import { setImmediate } from 'node:timers/promises';
import type { KeyValue } from '../../decode/otlp-types.ts';
import { Refusal } from '../../refusal.ts';
import { attributeText } from '../../store/attribute-text.ts';
import type { StoredSpan } from '../../store/store.ts';
import type { TraceMatches } from './answers.ts';
import type { ShownTrace } from './shown-trace.ts';

const MAX_QUERY = 1_000;
const MAX_WORDS = 16;
const MAX_MATCHES = 50_000;
/** After so long others get their turn; in ms. */
const TURN = 20;

type Word = (texts: Texts) => boolean;

/** What is looked at of a span, in lower case. */
interface Texts {
  all: string[];
  pairs: ReadonlyMap<string, string[]>;
}

export async function searchInTrace({ store, tree }: ShownTrace, query: string): Promise<TraceMatches> {
  const words = wordsOf(query);
  const matches: number[] = [];
  let total = 0;
  let turn = performance.now();
  for (let index = 0; index < tree.count && words.length > 0; index++) {
    if (performance.now() - turn > TURN) {
      await setImmediate();
      turn = performance.now();
      // While others had their turn the trace may have been evicted.
      if (!store.segmentOf(tree.address[index] as number)) break;
    }
    const texts = textsOf(store.decode(tree.address[index] as number));
    if (!words.every((word) => word(texts))) continue;
    total += 1;
    if (matches.length < MAX_MATCHES) matches.push(index);
  }
  return { matches, total };
}

function wordsOf(query: string): Word[] {
  if (query.length > MAX_QUERY) {
    throw new Refusal(400, `Cannot search: the query has more than ${MAX_QUERY} characters`);
  }
  const words = query.toLowerCase().match(/[^\s="]+="[^"]*"|"[^"]*"|[^\s"]+/g) ?? [];
  if (words.length > MAX_WORDS) {
    throw new Refusal(400, `Cannot search: the query has more than ${MAX_WORDS} words`);
  }
  return words.map(toWord);
}

function toWord(text: string): Word {
  const [, key, value = ''] = /^([^"=]+)=(.*)$/s.exec(text) ?? [];
  const plain = unquoted(text);
  const isInText: Word = ({ all }) => all.some((each) => each.includes(plain));
  if (key === undefined) return isInText;
  const wanted = unquoted(value);
  return (texts) => (texts.pairs.get(key) ?? []).includes(wanted) || isInText(texts);
}

const unquoted = (text: string): string => text.replaceAll('"', '');

function textsOf({ span, resource, scope, service, format }: StoredSpan): Texts {
  const { name, spanId, status, events = [], links = [] } = span;
  const pairs = new Map<string, string[]>();
  const all = [
    service,
    name,
    status?.message ?? '',
    scope.name ?? '',
    ...events.map((event) => event.name),
  ].map((each) => each.toLowerCase());
  all.push(spanId, format, ...links.flatMap((link) => [link.traceId, link.spanId]));
  if (status?.code === 2) all.push('error');
  const lists = [span.attributes, resource.attributes, scope.attributes];
  for (const each of [...events, ...links]) lists.push(each.attributes);
  for (const list of lists) for (const pair of list ?? []) addPair(pair, all, pairs);
  return { all, pairs };
}

function addPair({ key, value }: KeyValue, all: string[], pairs: Map<string, string[]>): void {
  const name = key.toLowerCase();
  const text = attributeText(value).toLowerCase();
  all.push(name, text);
  const values = pairs.get(name);
  if (values) values.push(text);
  else pairs.set(name, [text]);
}
