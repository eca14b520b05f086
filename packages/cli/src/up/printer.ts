/** What `tracewalk up` says: lines for people, or a JSON object a line. */
import { renderTrace, renderTraceLine, type Trace } from '@tracewalk/trace-model';
import { speaksUnicode } from '../speaks-unicode.ts';
import type { Settings } from '../settings.ts';
import { hasLocalBackend, queryUrl } from './addresses.ts';
import type { Story } from './catalog.ts';
import type { Part, PartEnd } from './parts.ts';

export interface Printer {
  ready(part: Part, afterMs: number): void;
  started(settings: Settings, frontendUrl?: string): void;
  /** That these faults are set for somebody. */
  faults(names: readonly string[]): void;
  /** The first trace of a story, whole. */
  firstTrace(story: Story, trace: Trace, afterMs: number): void;
  trace(trace: Trace): void;
  broke(end: PartEnd): void;
  stopping(): void;
  stopped(afterMs: number): void;
}

export function createPrinter(settings: Settings, out: NodeJS.WriteStream = process.stdout): Printer {
  return settings.json ? jsonPrinter(out) : linePrinter(out);
}

const STORY_TITLES: Record<Story, string> = {
  request: 'The request: a page asks for a profile, and every hop answers',
  job: 'The job: a run goes through the queue, and its end becomes an event',
  event: 'The event: a heartbeat flips a coin on its way through the broker',
};

function linePrinter(out: NodeJS.WriteStream): Printer {
  const say = (line = '') => out.write(`${line}\n`);
  const look = {
    width: out.columns ?? 120,
    color: out.isTTY && !process.env['NO_COLOR'],
    ascii: !speaksUnicode(),
  };
  return {
    ready: ({ name, url }, afterMs) =>
      say(`${seconds(afterMs).padStart(6)}  ${name.padEnd(14)} ready  ${url ?? ''}`),
    started: (settings, frontendUrl) => {
      say();
      if (frontendUrl) say(`Page    ${frontendUrl}`);
      const api = queryUrl(settings);
      if (api) say(`Traces  ${api}`);
      if (!hasLocalBackend(settings)) say(`Traces go to ${settings.otlpEndpoint}: look for them there.`);
      say('Learn   npx tracewalk lab list');
      say('Stop    Ctrl-C');
    },
    faults: (names) =>
      say(`Faults  ${names.join(', ')}: set on purpose. To clear: npx tracewalk fault clear`),
    firstTrace: (story, trace, afterMs) => {
      say();
      say(`${STORY_TITLES[story]} (after ${seconds(afterMs)})`);
      say(renderTrace(trace, look));
      say();
    },
    trace: (trace) => say(renderTraceLine(trace, look)),
    broke: ({ part, reason }) => say(`\nCannot go on: ${part} ended (${reason}). Stopping the rest.`),
    stopping: () => say('\nStopping: requests finish, spans are sent.'),
    stopped: (afterMs) => say(`Stopped after ${seconds(afterMs)}.`),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function jsonPrinter(out: NodeJS.WriteStream): Printer {
  const say = (type: string, fields: object = {}) => out.write(`${JSON.stringify({ type, ...fields })}\n`);
  return {
    ready: (part, afterMs) => say('ready', { ...part, afterMs: Math.round(afterMs) }),
    started: (settings, frontendUrl) => say('started', { page: frontendUrl, traces: queryUrl(settings) }),
    faults: (names) => say('faults', { names }),
    firstTrace: (story, trace, afterMs) =>
      say('first-trace', { story, afterMs: Math.round(afterMs), trace: trace.id }),
    trace: (trace) => say('trace', { trace: trace.id }),
    broke: (end) => say('broke', end),
    stopping: () => say('stopping'),
    stopped: (afterMs) => say('stopped', { afterMs: Math.round(afterMs) }),
  };
}
