/** One heartbeat: its event and its root span. */
import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  MESSAGING_OPERATION_TYPE_VALUE_SEND,
} from '@opentelemetry/semantic-conventions/incubating';
import { DEV_NULL_SINK, isOn } from '@tracewalk/faults';
import type { createLogger } from '@tracewalk/service';
import { cloudEventAttributes } from '@tracewalk/service/cloudevents';
import { DEMO_HEARTBEAT_SKIPPED } from '@tracewalk/telemetry';
import { CloudEvent } from 'cloudevents';
import type { Config } from './config.ts';
import { deliver, NotSent } from './deliver.ts';

const HEARTBEAT = 'dev.knative.eventing.samples.heartbeat';

const tracer = trace.getTracer('heartbeats');

interface Beat {
  /** Counted from 1 since the service started. */
  number: number;
  /** How many ticks went by because the beat before was still under way. */
  skipped: number;
}

/** Never rejects: a heartbeat that is given up is an error on its span and a line in the log, and nothing else. */
export async function sendHeartbeat(
  beat: Beat,
  settings: Config,
  log: ReturnType<typeof createLogger>,
  stopping: AbortSignal,
): Promise<void> {
  const config = (await isOn(DEV_NULL_SINK)) ? { ...settings, K_SINK: 'http://dev.null/' } : settings;
  const event = new CloudEvent({
    type: HEARTBEAT,
    source: '/heartbeats',
    datacontenttype: 'application/json',
    data: { id: beat.number, label: config.LABEL },
    ...config.K_CE_OVERRIDES.extensions,
  });
  // A root: nobody asked for this heartbeat, so its trace begins here.
  const options = { kind: SpanKind.PRODUCER, root: true, attributes: describe(event, beat, config.K_SINK) };
  await tracer.startActiveSpan('send heartbeat', options, async (span) => {
    try {
      await deliver(event, config, stopping);
    } catch (error) {
      const { message } = error as Error;
      span.recordException(error as Error);
      span.setAttribute(ATTR_ERROR_TYPE, error instanceof NotSent ? error.type : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      log.error({ beat: beat.number, skipped: beat.skipped }, message);
    } finally {
      span.end();
    }
  });
}

/** The destination is what is sent there, as a topic would be named; where that is says `server.address`. */
function describe(event: CloudEvent<unknown>, beat: Beat, sink: string): Attributes {
  const { hostname, port, protocol } = new URL(sink);
  return {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'cloudevents',
    [ATTR_MESSAGING_OPERATION_NAME]: 'send',
    [ATTR_MESSAGING_OPERATION_TYPE]: MESSAGING_OPERATION_TYPE_VALUE_SEND,
    [ATTR_MESSAGING_DESTINATION_NAME]: 'heartbeat',
    [ATTR_MESSAGING_MESSAGE_ID]: event.id,
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...cloudEventAttributes(event),
    ...(beat.skipped > 0 && { [DEMO_HEARTBEAT_SKIPPED]: beat.skipped }),
  };
}
