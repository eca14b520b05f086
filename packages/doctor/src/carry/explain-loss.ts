/** Where spans are that a Collector took and nobody finds, by what it counted before and after. */
import { finding, type Finding } from '../finding.ts';
import type { CollectorCounts } from './collector-metrics.ts';

const NEARLY_FULL = 0.9;

/** Undefined when the Collector has passed on what it took, so that the spans are lost behind it. */
export function explainLoss(
  before: CollectorCounts,
  after: CollectorCounts,
  services: readonly string[],
): Finding | undefined {
  const grown = (count: keyof CollectorCounts) => after[count] - before[count];
  const say = (cause: Parameters<typeof finding>[0], evidence: string, change: string) =>
    finding(cause, { about: 'the Collector', evidence, change, services });
  const queue = `queue ${after.queueSize} of ${after.queueCapacity}`;
  const full = after.queueCapacity > 0 && after.queueSize >= after.queueCapacity * NEARLY_FULL;
  if (grown('enqueueFailed') > 0 || full) {
    const evidence = `${queue}, ${after.enqueueFailed} spans found no room in it`;
    return say(
      'collector-queue-full',
      evidence,
      'bring back what it sends to; then a larger sending_queue.queue_size',
    );
  }
  if (grown('sendFailed') > 0 || (after.queueSize > 0 && grown('sent') === 0)) {
    const evidence = `${queue}, ${after.sendFailed} spans could not be sent`;
    return say(
      'collector-cannot-send',
      evidence,
      'mend the endpoint of its exporter, or what is behind it: its log says which',
    );
  }
  if (grown('refused') > 0) {
    const evidence = `${grown('refused')} spans refused while the doctor looked`;
    return say('collector-refuses', evidence, 'give it more memory (memory_limiter), or send less');
  }
  if (grown('accepted') > 0 && grown('sent') === 0) {
    const evidence = `${grown('accepted')} spans taken, 0 passed on, 0 failed, none waiting`;
    return say(
      'collector-drops',
      evidence,
      'look at its pipeline: tail_sampling, filter, or no exporter for traces',
    );
  }
  return undefined;
}
