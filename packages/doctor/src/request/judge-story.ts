/** Who is missing in the trace of a story, and what that shows: a pure function of what was seen. */
import type { Trace, TraceNode } from '@tracewalk/trace-model';
import { oneLine } from '../carry/outcome.ts';
import type { Cause } from '../causes.ts';
import { orphansOf } from './await-trace.ts';
import { servicesOf, type Story } from './stories.ts';

export interface Judgement {
  readonly cause: Cause;
  /** Whose spans are missing. */
  readonly service: string;
  /** A service, or the hop that leads to it. */
  readonly about: string;
  readonly evidence: string;
}

export interface Seen {
  readonly story: Story;
  readonly trace: Trace;
  /** The doctor's own span. */
  readonly parent?: string;
  /** Services that began traces of their own meanwhile, without a parent. */
  readonly loners: ReadonlySet<string>;
}

/** Of each service the first thing that is wrong: what comes behind it is a consequence. */
export function judgeStory({ story, trace, parent, loners }: Seen): Judgement[] {
  const judged: Judgement[] = [];
  const lost = new Set<string>();
  for (const [caller, callee] of story.hops) {
    if (lost.has(caller)) {
      lost.add(callee);
      continue;
    }
    if (!trace.services.includes(caller) || trace.services.includes(callee)) continue;
    lost.add(callee);
    judged.push(missing(story, trace, caller, callee, loners));
  }
  return judged.length > 0 ? judged : someLost(story, trace, parent);
}

function missing(
  story: Story,
  trace: Trace,
  caller: string,
  callee: string,
  loners: ReadonlySet<string>,
): Judgement {
  const say = (cause: Cause, about: string, evidence: string) => ({
    cause,
    about,
    evidence,
    service: callee,
  });
  const behind = servicesBehind(story, callee);
  const next = trace.nodes.find((node) => behind.includes(node.span.service) && isEntry(trace, node));
  const id = `trace ${trace.id}`;
  if (next?.orphan) {
    const evidence = `${id}: the parent of ${label(next)} is a span of ${callee} that is not there`;
    return say('spans-lost', callee, evidence);
  }
  if (next) return say('no-spans', callee, `${id}: ${label(next)} has ${caller}'s span as its parent`);
  const failed = failedCall(trace, caller);
  if (failed) return say('request-failed', `${caller} → ${callee}`, `${id}: ${failed}`);
  if (loners.has(callee)) {
    const evidence = `${id} ends at ${caller}; ${callee} has traces of its own`;
    return say('trace-broken', `${caller} → ${callee}`, evidence);
  }
  const also = behind.length > 0 ? `, nor of ${behind.join(', ')}` : '';
  return say(
    also ? 'sampled-out' : 'silent',
    callee,
    `${id} has ${caller}'s call, and nothing of ${callee}${also}`,
  );
}

/** What became of a service's calls of others, where every one of them has failed. */
function failedCall(trace: Trace, caller: string): string | undefined {
  const calls = trace.nodes.filter(
    ({ span }) =>
      span.service === caller && span.kind === 'CLIENT' && span.attributes['db.system.name'] === undefined,
  );
  const [first] = calls;
  if (!first || calls.some(({ span }) => span.status !== 'error')) return undefined;
  const why = first.span.statusMessage ?? first.span.attributes['error.type'] ?? 'failed';
  return oneLine(`${label(first)} has failed: ${String(why)}`);
}

/** Everybody is there, and still spans name parents that are not. */
function someLost(story: Story, trace: Trace, parent?: string): Judgement[] {
  const [orphan, ...more] = orphansOf(trace, parent);
  if (!orphan) return [];
  const { service } = orphan.span;
  const caller = story.hops.find(([, callee]) => callee === service)?.[0] ?? service;
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const evidence = `trace ${trace.id}: the parent of ${label(orphan)} is not there${others}`;
  return [{ cause: 'some-spans-lost', service: caller, about: caller, evidence }];
}

/** Those that are called by a service, and by these. */
function servicesBehind(story: Story, service: string): string[] {
  const behind = new Set<string>();
  for (const [caller, callee] of story.hops) if (caller === service || behind.has(caller)) behind.add(callee);
  return servicesOf(story).filter((each) => behind.has(each));
}

/** The first span of its service, on the way down. */
const isEntry = (trace: Trace, { span }: TraceNode): boolean =>
  trace.byId.get(span.parentSpanId ?? '')?.span.service !== span.service;

const label = ({ span }: TraceNode): string => `${span.service}'s ${span.name}`;
