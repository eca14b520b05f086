/** A system in Docker: what `docker compose config` and `docker compose ps` say of it. */
import { finding, type Check, type Finding } from '../finding.ts';
import type { Place, Reached } from '../place.ts';
import type { Env, ServiceSettings } from '../settings/service-settings.ts';
import type { Run } from './command.ts';

interface ComposeService {
  environment?: Record<string, string | null>;
  ports?: { target?: number; published?: string | number; host_ip?: string }[];
}

interface Container {
  Service?: string;
  State?: string;
  Health?: string;
  ExitCode?: number;
}

export interface DockerOptions {
  readonly run: Run;
  /** What the image holds of a service's settings; undefined where it is none of ours. */
  readonly identityOf: (service: string) => Env | undefined;
  readonly frontend?: URL;
  readonly query?: URL;
}

/** @throws when Docker does not answer, or nothing of it runs */
export async function dockerPlace({ run, identityOf, frontend, query }: DockerOptions): Promise<Place> {
  const config = JSON.parse(await run(['compose', 'config', '--format', 'json'])) as {
    name?: string;
    services?: Record<string, ComposeService>;
  };
  const compose = config.services ?? {};
  const containers = parseContainers(await run(['compose', 'ps', '--all', '--format', 'json']));
  if (containers.length === 0)
    throw new Error('Cannot examine Docker: nothing runs. docker compose up --build');
  const services = Object.entries(compose).flatMap(([name, { environment }]) => {
    const identity = identityOf(name);
    return identity ? [settingsOf(name, identity, environment ?? {})] : [];
  });
  const findings = [...unknownNames(services, compose), ...notRunning(containers)];
  return {
    name: `Docker, project ${config.name ?? 'tracewalk'}`,
    key: `docker ${config.name ?? ''}`,
    services,
    checks: [containersCheck(containers)],
    findings,
    frontend: frontend ?? published(compose, 'frontend', 8080),
    query: query ?? published(compose, 'jaeger', 16_686),
    metrics: published(compose, 'collector', 8888, '/metrics'),
    patienceMs: 10_000,
    reach: (url) => Promise.resolve(reach(compose, url)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function settingsOf(
  service: string,
  identity: Env,
  environment: Record<string, string | null>,
): ServiceSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== null)) as Env;
  const where = (variable: string) =>
    Object.hasOwn(given, variable) ? `compose.yaml, service ${service}` : `services/${service}/.env`;
  return { service, env: { ...identity, ...given }, where };
}

/** Newer versions print an object a line, older ones a list. */
function parseContainers(text: string): Container[] {
  const lines = text.split('\n').filter((line) => line.trim());
  return lines.flatMap((line) => JSON.parse(line) as Container | Container[]);
}

const isRunning = ({ State, Health }: Container) => State === 'running' && Health !== 'unhealthy';

function containersCheck(containers: readonly Container[]): Check {
  const running = containers.filter(isRunning).length;
  const state = running === containers.length ? 'fine' : 'wrong';
  return { stage: 'made', name: 'containers', state, says: `${running} of ${containers.length} run` };
}

const notRunning = (containers: readonly Container[]): Finding[] =>
  containers
    .filter((container) => !isRunning(container))
    .map(({ Service = '', State, Health, ExitCode }) =>
      finding('pod-not-ready', {
        about: Service,
        evidence: `container ${Service} is ${State}${Health ? `, ${Health}` : ''}${State === 'exited' ? ` (${ExitCode})` : ''}`,
        change: `docker compose logs ${Service}; then docker compose up --wait ${Service}`,
        services: [Service],
      }),
    );

function unknownNames(
  services: readonly ServiceSettings[],
  compose: Record<string, ComposeService>,
): Finding[] {
  return services.flatMap(({ service, env, where }) =>
    Object.entries(env).flatMap(([variable, value]) => {
      const host = /^https?:\/\//.test(value ?? '') ? (URL.parse(value ?? '')?.hostname ?? '') : '';
      // A name with a dot is one of the world's, localhost is the container itself.
      if (!host || /[.:]/.test(host) || host === 'localhost' || Object.hasOwn(compose, host)) return [];
      const change = `${where(variable)}: in ${variable}, write one of ${Object.keys(compose).join(', ')}`;
      return [
        finding('service-unknown', {
          about: service,
          evidence: `${variable} names ${host}`,
          change,
          services: [service],
        }),
      ];
    }),
  );
}

function published(
  compose: Record<string, ComposeService>,
  service: string,
  port: number,
  path = '/',
): URL | undefined {
  const found = compose[service]?.ports?.find(({ target }) => target === port);
  if (!found?.published) return undefined;
  const host = found.host_ip && found.host_ip !== '0.0.0.0' ? found.host_ip : '127.0.0.1';
  return new URL(path, `http://${host}:${found.published}`);
}

function reach(compose: Record<string, ComposeService>, url: URL): Reached {
  if (!Object.hasOwn(compose, url.hostname)) return { skip: `${url.hostname} is not reached from here` };
  const from = published(compose, url.hostname, Number(url.port || 80));
  if (!from) return { skip: `port ${url.port} of ${url.hostname} is not published` };
  return { url: new URL(url.pathname, from) };
}
