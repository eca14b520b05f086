/** `tracewalk doctor`: where traces are lost, in three stages, and the one change that mends it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  dockerPlace,
  examine,
  kubernetesPlace,
  localPlace,
  portForwards,
  renderReport,
  runner,
  type Env,
  type Place,
  type Report,
} from '@tracewalk/doctor';
import { projectFolder } from './project-folder.ts';
import type { Settings } from './settings.ts';
import { speaksUnicode } from './speaks-unicode.ts';
import { addressesOf, queryUrl } from './up/addresses.ts';
import { SERVICES, servicesOf, type ServiceName } from './up/catalog.ts';
import { commonEnvironment, envFileOf, serviceEnvironment, servicePort } from './up/environment.ts';

export interface DoctorFlags {
  docker?: boolean;
  kubernetes?: boolean;
  namespace: string;
  frontend?: string;
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** Answers with the exit code: 0 healthy, 1 something was found, 2 (with a line on `errors`) there was nothing to examine. */
export async function runDoctor(
  flags: DoctorFlags,
  readSettings: () => Settings,
  out: Output = process.stdout,
  errors: Output = process.stderr,
): Promise<number> {
  let steps: StepPrinter | undefined;
  try {
    const settings = readSettings();
    steps = stepPrinter(errors, settings.json);
    steps.say('Reading settings');
    await using place = await placeOf(checked(flags), settings);
    const report = await examine(place, { memory: join(settings.data, 'doctor.json'), onStep: steps.say });
    steps.clear();
    out.write(`${settings.json ? JSON.stringify(report) : render(report, out)}\n`);
    return report.findings.some(({ note }) => !note) ? 1 : 0;
  } catch (error) {
    steps?.clear();
    errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function checked(flags: DoctorFlags): DoctorFlags {
  if (flags.docker && flags.kubernetes) throw new Error('Cannot examine both: pass --docker or --kubernetes');
  if (flags.frontend !== undefined && !/^https?:$/.test(URL.parse(flags.frontend)?.protocol ?? ''))
    throw new Error(`Cannot use ${flags.frontend} as the page: expected an http:// or https:// URL`);
  return flags;
}

function placeOf(
  { docker, kubernetes, namespace, frontend }: DoctorFlags,
  settings: Settings,
): Promise<Place> {
  const given = {
    identityOf,
    ...(frontend && { frontend: new URL(frontend) }),
    ...(settings.queryUrl && { query: new URL(settings.queryUrl) }),
  };
  if (docker) return dockerPlace({ ...given, run: runner('docker', 'what runs in Docker') });
  if (kubernetes) {
    const run = runner('kubectl', 'the cluster');
    return kubernetesPlace({ ...given, namespace, run, forwards: portForwards() });
  }
  return Promise.resolve(onLaptop(settings, frontend));
}

function onLaptop(settings: Settings, frontend: string | undefined): Place {
  const query = queryUrl(settings);
  const services = servicesOf(settings.only);
  const has = services.includes('frontend');
  const page = frontend ?? (has ? `http://127.0.0.1:${servicePort('frontend', settings)}` : undefined);
  const addresses = addressesOf(settings);
  return localPlace({
    name: 'the local system',
    key: query ?? addresses.otlpHttp,
    services: services.map((service) => ({
      service,
      env: serviceEnvironment(service, settings, addresses),
      where: (variable) => whereSet(settings, service, variable),
    })),
    frontend: page ? new URL(page) : undefined,
    query: query ? new URL(query) : undefined,
    // The local backend is no Collector; what somebody else runs may be one.
    metrics: settings.otlpEndpoint ? collectorMetrics(settings.otlpEndpoint) : undefined,
  });
}

function collectorMetrics(endpoint: string): URL {
  const url = new URL('/metrics', endpoint);
  url.port = '8888';
  return url;
}

/** What has the last word; what is set nowhere belongs into the service's own file. */
function whereSet(settings: Settings, service: ServiceName, variable: string): string {
  const own = `services/${service}/.env`;
  if (process.env[variable] !== undefined) return 'the environment that the system is started with';
  if (variable.endsWith('_ENDPOINT')) return `${endpointOption(settings, service, variable)} of npm start`;
  if (Object.hasOwn(envFileOf(service), variable)) return own;
  return Object.hasOwn(commonEnvironment(), variable) ? 'services/common.env' : own;
}

/** `npm start` gives the services the addresses, whatever their files say. */
function endpointOption(settings: Settings, service: ServiceName, variable: string): string {
  const grpc = envFileOf(service)['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc';
  if (variable.includes('ZIPKIN') && settings.zipkinEndpoint) return '--zipkin-endpoint';
  return grpc && settings.otlpGrpcEndpoint ? '--otlp-grpc-endpoint' : '--otlp-endpoint';
}

/** What the image holds, which is what this folder holds. */
function identityOf(service: string): Env | undefined {
  const name = SERVICES.find((each) => each === service);
  if (!name || !existsSync(join(projectFolder, 'services', name, '.env'))) return undefined;
  return { ...commonEnvironment(), ...envFileOf(name) };
}

const render = (report: Report, out: Output): string =>
  renderReport(report, {
    width: Math.min(out.columns ?? 110, 110),
    color: out.isTTY && !process.env['NO_COLOR'],
    ascii: !speaksUnicode(),
  });

interface StepPrinter {
  say: (step: string) => void;
  clear: () => void;
}

/** One line that changes, on a terminal; nothing elsewhere. */
function stepPrinter(status: Output, json: boolean): StepPrinter {
  const shown = status.isTTY && !json;
  const write = (text: string) => shown && status.write(`\r\u001b[K${text}`);
  return { say: (step: string) => void write(`${step} …`), clear: () => void write('') };
}
