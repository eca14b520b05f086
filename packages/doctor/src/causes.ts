/** Every diagnosis that there is: at which stage a trace is lost, and what is wrong there. `README.md` lists them. */

/** Spans are made in the services, carried to where traces are kept, and found there. */
export const STAGES = ['made', 'carried', 'found'] as const;
export type Stage = (typeof STAGES)[number];

const made = (is: string) => ({ stage: 'made' as const, is });
const carried = (is: string) => ({ stage: 'carried' as const, is });
const found = (is: string) => ({ stage: 'found' as const, is });

export const CAUSES = {
  // Settings of the services.
  'sdk-disabled': made('OpenTelemetry is switched off'),
  'exporter-none': made('spans are made and sent nowhere'),
  'exporter-unknown': made('there is no exporter of this name'),
  'sampler-off': made('the sampler records nothing'),
  'sampler-ratio-low': made('the sampler records hardly anything'),
  'sampler-unknown': made('there is no sampler of this name, so everything is recorded'),
  'sampler-argument': made('the ratio of the sampler is none'),
  'sampler-ignores-parent': made("the sampler does not follow the caller's decision, so traces have holes"),
  'propagator-unknown': made('there is no propagator of this name'),
  'propagators-none': made('context is neither read nor written'),
  'propagators-differ': made('caller and callee have no context format in common'),
  'instrumentation-missing': made('calls are not instrumented'),
  'service-name-missing': made('the service has no name'),
  'resource-attributes': made('an entry is malformed, so all of them are dropped'),
  'batch-delay': made('spans wait too long before they are sent'),
  'queue-too-small': made('the queue of spans is too small'),
  'endpoint-malformed': made('the endpoint is no URL'),
  'endpoint-with-path': made('the path is added once more'),
  'endpoint-without-path': made('the path is not added here'),
  'grpc-to-http-port': made('gRPC is sent to the port of HTTP'),
  'http-to-grpc-port': made('HTTP is sent to the port of gRPC'),
  'headers-malformed': made('the headers are none'),
  'timeout-short': made('the exporter gives up too early'),
  // The cluster that the services run in.
  'service-unknown': made('no Service has this name'),
  'service-port-unknown': made('the Service has no such port'),
  'service-without-endpoints': made('the Service has no pod behind it'),
  'pod-not-ready': made('a pod or container does not run'),
  // A marked request.
  'not-running': made('nothing of it runs'),
  'frontend-unreachable': made('the marked request could not be sent'),
  'request-failed': made('the request fails'),
  'trace-broken': made('the trace breaks between caller and callee'),
  'spans-lost': made('spans are made and do not arrive'),
  'no-spans': made('the service passes the context on and makes no spans'),
  'sampled-out': made('nothing is recorded from here on'),
  silent: made('the service takes part and nothing of it arrives'),
  'some-spans-lost': made('some spans of the trace are missing'),
  'clock-skew': made('the clock of the service is wrong'),
  // The way to where traces are kept.
  'name-unknown': carried('the name of the host is not known'),
  'connection-refused': carried('nothing listens at the address'),
  'host-unreachable': carried('there is no way to the host'),
  'no-answer': carried('there is no answer'),
  'connection-cut': carried('the connection is cut'),
  'tls-untrusted': carried('the certificate is not trusted'),
  'tls-expired': carried('the certificate is not valid today'),
  'tls-wrong-name': carried('the certificate is for another name'),
  'tls-client-certificate': carried('a certificate of the client is asked for'),
  'tls-handshake': carried('the two sides cannot agree on TLS'),
  'plain-to-tls': carried('the port wants TLS'),
  'tls-to-plain': carried('the port does not speak TLS'),
  'grpc-to-http': carried('gRPC is sent to a server that speaks HTTP/1.1'),
  'http-to-grpc': carried('HTTP/1.1 is sent to a server of gRPC'),
  'other-protocol': carried('something else listens there'),
  'wrong-path': carried('the path is wrong'),
  'not-allowed': carried('the spans are refused: who sends them may not'),
  'too-large': carried('the spans are refused: too large'),
  overloaded: carried('the spans are refused: too many'),
  unreadable: carried('the spans are refused: not understood'),
  'receiver-failed': carried('the receiver fails'),
  'partly-taken': carried('some of the spans are rejected'),
  'collector-queue-full': carried('the queue of the Collector is full'),
  'collector-cannot-send': carried('the Collector cannot pass spans on'),
  'collector-refuses': carried('the Collector refuses spans'),
  'collector-drops': carried('the Collector takes spans and passes them to nobody'),
  // Where traces are kept.
  'query-unreachable': found('the query API cannot be reached'),
  'not-a-query-api': found('what answers is no query API'),
  'query-not-allowed': found('the query API wants a login'),
  'storage-not-ready': found('the storage cannot be read'),
  'other-storage': found('the query API reads another storage'),
  'found-by-id-only': found('traces are found by id, and by no search'),
  'clocks-differ': found('the clocks here and there differ'),
  restarted: found('earlier traces are gone: the storage was restarted'),
  evicted: found('earlier traces are gone: newer ones took their place'),
  retention: found('earlier traces are gone: they were not kept for so long'),
} as const satisfies Record<string, { stage: Stage; is: string }>;

export type Cause = keyof typeof CAUSES;
