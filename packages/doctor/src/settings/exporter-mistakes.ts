/** What can be wrong with where and how spans leave a service. */
import { exportsOf, otlpProtocol, otlpSetting, TRACES_PATH } from './exports.ts';
import type { Mistake } from './mistake.ts';
import { listOf, valueOf, type Env } from './service-settings.ts';

const EXPORTERS = ['otlp', 'zipkin', 'console', 'none'];
/** An exporter that gives up earlier fails whenever a machine is busy; in ms. */
const SHORT_TIMEOUT = 100;

export function exporterMistakes(env: Env): Mistake[] {
  const names = listOf(valueOf(env, 'OTEL_TRACES_EXPORTER') ?? 'otlp');
  const unknown = names.find((name) => !EXPORTERS.includes(name));
  if (unknown) return [wrongExporter('exporter-unknown', unknown)];
  if (names.includes('none')) return [wrongExporter('exporter-none', 'none')];
  if (!names.includes('otlp')) return zipkinMistakes(env);
  return [...endpointMistakes(env), ...headerMistakes(env), ...timeoutMistakes(env)];
}

const wrongExporter = (cause: 'exporter-none' | 'exporter-unknown', name: string): Mistake => ({
  cause,
  variable: 'OTEL_TRACES_EXPORTER',
  evidence: `OTEL_TRACES_EXPORTER=${name}`,
  change: 'set OTEL_TRACES_EXPORTER=otlp (or zipkin)',
});

const zipkinMistakes = (env: Env): Mistake[] =>
  exportsOf(env)
    .filter(({ url }) => !isUrl(url))
    .map(({ url, variable }) => malformed(variable, url, 'http://127.0.0.1:9411/api/v2/spans'));

/** One at a time: what is wrong with an address often looks wrong in two ways. */
function endpointMistakes(env: Env): Mistake[] {
  const protocol = otlpProtocol(env);
  const grpc = protocol === 'OTLP/gRPC';
  const [{ url, variable } = { url: '', variable: '' }] = exportsOf(env);
  const set = valueOf(env, variable);
  if (set === undefined) return [];
  if (!isUrl(set)) return [malformed(variable, set, `http://127.0.0.1:${grpc ? 4317 : 4318}`)];
  const evidence = `${variable}=${withoutLogin(set)}`;
  const { port, pathname } = new URL(url);
  const variableOfProtocol = valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL')
    ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'
    : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  if (grpc && port === '4318') {
    return [
      {
        cause: 'grpc-to-http-port',
        variable,
        evidence: `${variableOfProtocol}=grpc with ${evidence}`,
        change: `in ${variable}, write port 4317`,
        disprovable: true,
      },
    ];
  }
  if (!grpc && port === '4317') {
    const change = `in ${variable}, write port 4318`;
    return [{ cause: 'http-to-grpc-port', variable, evidence, change, disprovable: true }];
  }
  if (!grpc && pathname.endsWith(TRACES_PATH + TRACES_PATH)) {
    const change = `leave ${TRACES_PATH} out of ${variable}: it is added`;
    return [{ cause: 'endpoint-with-path', variable, evidence, change }];
  }
  if (!grpc && pathname === '/') {
    const change = `in ${variable}, write ${TRACES_PATH} at the end: this variable is taken as it is`;
    return [{ cause: 'endpoint-without-path', variable, evidence, change, disprovable: true }];
  }
  return [];
}

/** The value may be a secret: only the name of the variable is said. */
function headerMistakes(env: Env): Mistake[] {
  const entries = listOf(otlpSetting(env, 'HEADERS') ?? '');
  const wrong = entries.findIndex((entry) => !/^[!#$%&'*+.^_`|~\w-]+\s*=[\x20-\x7e]*$/.test(entry));
  if (wrong === -1) return [];
  const variable = valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS')
    ? 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'
    : 'OTEL_EXPORTER_OTLP_HEADERS';
  const evidence = `entry ${wrong + 1} of ${variable} is not name=value`;
  return [
    { cause: 'headers-malformed', variable, evidence, change: 'write it as name=value, not name: value' },
  ];
}

function timeoutMistakes(env: Env): Mistake[] {
  const timeout = otlpSetting(env, 'TIMEOUT');
  if (timeout === undefined || Number(timeout) >= SHORT_TIMEOUT) return [];
  const variable = valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT')
    ? 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'
    : 'OTEL_EXPORTER_OTLP_TIMEOUT';
  const evidence = `${variable}=${timeout}: milliseconds, not seconds`;
  return [{ cause: 'timeout-short', variable, evidence, change: `remove ${variable} (10000 is meant)` }];
}

const malformed = (variable: string, value: string, example: string): Mistake => ({
  cause: 'endpoint-malformed',
  variable,
  evidence: `${variable}=${value}`,
  change: `write it with its scheme, e.g. ${variable}=${example}`,
});

const isUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

/** A login in a URL is a secret. */
function withoutLogin(text: string): string {
  const url = new URL(text);
  return url.username || url.password ? text.replace(/\/\/[^@/]*@/, '//…@') : text;
}
