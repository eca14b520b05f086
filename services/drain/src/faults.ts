/** What goes wrong here while a fault is set (packages/faults); without one none of this does anything. */
import type { Span } from '@opentelemetry/api';
import { isOn, OVERSIZED_ATTRIBUTES, POISON_RUN, strengthOf } from '@tracewalk/faults';
import { DEMO_PLAN_DUMP } from '@tracewalk/telemetry';
import type { PlannedPhase } from './phases.ts';

/** `poison-run`: no attempt will ever get through `apply`, so the queue gives the run up in the end. */
export async function poisonedOrNot(phases: PlannedPhase[]): Promise<PlannedPhase[]> {
  if (!(await isOn(POISON_RUN))) return phases;
  return phases.map((phase) =>
    phase.name === 'apply' ? { ...phase, failure: 'the plan cannot be read' } : phase,
  );
}

/** As long as an attribute's text may be (OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT): what is longer is cut, but not a list. */
const LINE = 'resource "instance" { ... } '.repeat(100).slice(0, 2_048);

/** `oversized-attributes`: a plan belongs into a file, and its name onto the span. Here it is the other way round. */
export async function dumpPlan(span: Span): Promise<void> {
  const kilobytes = await strengthOf(OVERSIZED_ATTRIBUTES);
  if (kilobytes > 0) span.setAttribute(DEMO_PLAN_DUMP, Array(kilobytes / 2).fill(LINE));
}
