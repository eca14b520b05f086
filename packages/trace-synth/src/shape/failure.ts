/** A failure on its way up: what caller and callee say of it, and the exception where it began. */
import type { Failure, Operation, Service } from '../topology/topology.ts';
import type { ShapeEvent, ShapeKind } from './shape.ts';

export interface RaisedFailure {
  readonly http: number;
  readonly grpc: string;
  readonly type?: string;
  readonly message?: string;
}

/** Source: grpc-gateway's and Google's mapping of gRPC to HTTP (google/rpc/code.proto). */
const HTTP_OF_GRPC: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

export function raise({ status, type, message }: Failure): RaisedFailure {
  const http = typeof status === 'number' ? status : (HTTP_OF_GRPC[status] ?? 500);
  const grpc =
    typeof status === 'string'
      ? status
      : (Object.entries(HTTP_OF_GRPC).find(([, code]) => code === status)?.[0] ??
        (status < 500 ? 'FAILED_PRECONDITION' : 'UNAVAILABLE'));
  return { http, grpc, type, message };
}

/** The statuses for which a gRPC SERVER span is an error. Source: semantic conventions, rpc/grpc.md. */
const GRPC_SERVER_ERRORS = [
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
];

/** A server is not to blame for what its caller got wrong: a 404 is an error of the CLIENT span only. */
export function isError(kind: ShapeKind, type: Operation['type'], { http, grpc }: RaisedFailure): boolean {
  if (kind !== 'SERVER') return true;
  return type === 'rpc' ? GRPC_SERVER_ERRORS.includes(grpc) : http >= 500;
}

/** The event of a span that an exception began in. */
export function exceptionEvent(
  failure: RaisedFailure,
  at: number,
  { service, operation, language }: { service: string; operation: string; language: Service['language'] },
): ShapeEvent {
  const [type, message] = [failure.type ?? 'Error', failure.message ?? `${operation} failed`];
  return {
    name: 'exception',
    at,
    attributes: [
      ['exception.type', type],
      ['exception.message', message],
      ['exception.stacktrace', stackTrace(language, type, message, service, operation)],
    ],
  };
}

const identifier = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
    .replace(/^(\d)/, '_$1') || 'handle';

/** As the language prints one; the files are made up, of the names of the service and its operation. */
function stackTrace(
  language: Service['language'],
  type: string,
  message: string,
  service: string,
  operation: string,
): string {
  const [method, module] = [identifier(operation), identifier(service)];
  const line = 20 + ((operation.length * 7 + message.length * 3) % 180);
  switch (language) {
    case 'java':
      return [
        `${type}: ${message}`,
        `\tat com.example.${module}.Service.${method}(Service.java:${line})`,
        `\tat com.example.${module}.Handler.handle(Handler.java:${line + 31})`,
        '\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
        '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
      ].join('\n');
    case 'go':
      return [
        'goroutine 42 [running]:',
        `main.(*${module}).${method}(0xc000124000)`,
        `\t/src/${service}/service.go:${line} +0x1d4`,
        `main.(*${module}).ServeHTTP(0xc000124000)`,
        `\t/src/${service}/server.go:${line + 31} +0x85`,
      ].join('\n');
    case 'python':
      return [
        'Traceback (most recent call last):',
        `  File "/app/${service}/server.py", line ${line + 31}, in handle`,
        `    return ${method}(request)`,
        `  File "/app/${service}/service.py", line ${line}, in ${method}`,
        `    raise ${type}(message)`,
        `${type}: ${message}`,
      ].join('\n');
    case 'dotnet':
      return [
        `${type}: ${message}`,
        `   at Example.${module}.Service.${method}() in /src/${service}/Service.cs:line ${line}`,
        `   at Example.${module}.Handler.Handle() in /src/${service}/Handler.cs:line ${line + 31}`,
      ].join('\n');
    case 'ruby':
      return [
        `/app/${service}/service.rb:${line}:in '${method}': ${message} (${type})`,
        `\tfrom /app/${service}/server.rb:${line + 31}:in 'call'`,
      ].join('\n');
    default:
      return [
        `${type}: ${message}`,
        `    at ${method} (file:///app/services/${service}/src/app.ts:${line}:11)`,
        `    at async handle (file:///app/services/${service}/src/app.ts:${line + 31}:5)`,
        '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      ].join('\n');
  }
}
