import { expect, it } from 'vitest';
import type { Skeleton } from '../../api/types.ts';
import { eventMarks } from './bar.ts';
import { readSkeleton } from './read-skeleton.ts';
import { treeFromDepth } from './tree-from-depth.ts';

const SKELETON: Skeleton = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanCount: 3,
  startTimeUnixNano: '1795258800000000123',
  duration: 100,
  errorCount: 1,
  services: [{ name: 'shop', spanCount: 3, errorCount: 1 }],
  operations: ['a', 'b'],
  startDelta: [0, 10, 50],
  spanDuration: [100, 40, 10],
  depth: [0, 1, 1],
  service: [0, 0, 0],
  operation: [0, 1, 1],
  kind: [2, 1, 1],
  status: [0, 2, 0],
  flags: [0, 257, 16],
  protocol: [0, 0, 0],
  contextFormat: [0, 0, 0],
  protocols: ['otlp-http'],
  contextFormats: [''],
  critical: [0, 10, 1, 40, -1, 10, 2, 10, -2, 30],
  skew: [2, 5],
  events: [1, 20, 0, 0, 30, 1, 1, 40, 0],
  eventNames: ['exception', 'retry'],
  links: [],
  linkedBy: [],
  partial: false,
  warnings: [],
};

it('puts critical sections and events with their spans', () => {
  const columns = readSkeleton(SKELETON);
  expect([...columns.critical.first]).toEqual([0, 3, 4, 5]);
  expect([...columns.critical.start]).toEqual([0, 50, 70, 10, 60]);
  expect(eventMarks(columns.events, 1, { start: 0, end: 100 }, 0)).toHaveLength(2);
  expect([...columns.start]).toEqual([0, 10, 60]);
  expect([...columns.selfTime]).toEqual([50, 40, 10]);
  expect(columns.skew.get(2)).toBe(5);
});

it('keeps the nanoseconds of the start', () => {
  expect(readSkeleton(SKELETON).startUnixNano).toBe(1_795_258_800_000_000_123n);
});

it('tells parents and subtrees by the depths', () => {
  expect([...treeFromDepth([0, 1, 2, 1, 0]).parent]).toEqual([-1, 0, 1, 0, -1]);
  expect([...treeFromDepth([0, 1, 2, 1, 0]).size]).toEqual([4, 2, 1, 1, 1]);
});

it('survives depths that leave out a level', () => {
  expect([...treeFromDepth([0, 7, 7]).parent]).toEqual([-1, 0, 1]);
});
