/** The faults of telemetry itself, where packages/telemetry lets them in. */
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { TelemetryFaults } from '@tracewalk/telemetry';
import {
  B3_ONLY_HOP,
  CLOCK_SKEW,
  HEAD_SAMPLING_TOO_LOW,
  MISSING_INSTRUMENTATION,
  WRONG_EXPORTER_ENDPOINT,
  WRONG_SAMPLER,
} from './catalogue.ts';
import { mayHold, valueNow } from './evaluate.ts';

const NAMES = [
  B3_ONLY_HOP,
  CLOCK_SKEW,
  HEAD_SAMPLING_TOO_LOW,
  MISSING_INSTRUMENTATION,
  WRONG_EXPORTER_ENDPOINT,
  WRONG_SAMPLER,
].map(({ name }) => name);

export const telemetryFaults: TelemetryFaults = {
  concern: (context) => mayHold(NAMES, context),
  isUnsampled: (service, context) => {
    if (service === WRONG_SAMPLER.service && valueNow(WRONG_SAMPLER, context)) return true;
    const parent = trace.getSpanContext(context);
    // Only where a trace begins: everybody else goes by what was decided there.
    if (parent && isSpanContextValid(parent)) return false;
    return Math.random() < valueNow(HEAD_SAMPLING_TOO_LOW, context);
  },
  clockSkew: (service, context) => (service === CLOCK_SKEW.service ? valueNow(CLOCK_SKEW, context) : 0),
  isMissent: (service, context) =>
    service === WRONG_EXPORTER_ENDPOINT.service && valueNow(WRONG_EXPORTER_ENDPOINT, context),
  isUninstrumented: (service, context) =>
    service === MISSING_INSTRUMENTATION.service && valueNow(MISSING_INSTRUMENTATION, context),
  isB3Only: (service, context) => service === B3_ONLY_HOP.service && valueNow(B3_ONLY_HOP, context),
};
