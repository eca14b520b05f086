/**
 * Holds a built image to what is promised of it. By hand, since it needs Docker:
 *
 *     docker build -t tracewalk:0.1.0 . && npm run test:image
 *
 * Runs every service as a cluster would: read-only, without capabilities, as nobody in particular. Each has to be alive
 * and ready, and to stop in order when it is asked to.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '../../packages/cli/src/up/catalog.ts';
import { envFileOf } from '../../packages/cli/src/up/environment.ts';
import { imageSizes } from './image-sizes.ts';

const MAX_IMAGE_MB = 250;
const MAX_CODE_MB = 5;
const PATIENCE_MS = 20_000;

const image = process.argv[2] ?? 'tracewalk:0.1.0';
const network = `tracewalk-check-${process.pid}`;
const LOCKED_DOWN = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  `--network=${network}`,
];

const docker = (...args: string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

let failures = 0;
function report(fine: boolean, what: string): void {
  console.log(`${fine ? 'pass' : 'FAIL'}  ${what}`);
  if (!fine) failures += 1;
}

function checkSizes(): void {
  const { total, code } = imageSizes(image);
  report(total <= MAX_IMAGE_MB, `image: ${total.toFixed(0)} MB, at most ${MAX_IMAGE_MB}`);
  report(code <= MAX_CODE_MB, `layer of the code: ${code.toFixed(1)} MB, at most ${MAX_CODE_MB}`);
}

async function answers(url: string): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200 || Date.now() > deadline) return status;
    await sleep(100);
  }
}

/** What differs from the service's .env: the others are not on loopback. */
function addresses(service: ServiceName): string[] {
  const others = new Map(SERVICES.map((each) => [envFileOf(each)['PORT'], each]));
  return Object.entries(envFileOf(service)).flatMap(([name, value]) => {
    if (name === 'DATABASE_URL') return ['-e', `${name}=postgres://tracewalk:check@postgres/tracewalk`];
    const [, port] = /^http:\/\/127\.0\.0\.1:(\d+)/.exec(value) ?? [];
    const other = others.get(port);
    return other ? ['-e', `${name}=http://${other}:${port}`] : [];
  });
}

function startService(service: ServiceName): string {
  const port = envFileOf(service)['PORT'] ?? '';
  const at = ['-w', `/app/services/${service}`, `--network-alias=${service}`, '-p', `127.0.0.1::${port}`];
  return docker('run', '-d', ...LOCKED_DOWN, ...at, ...addresses(service), image);
}

async function checkAnswers(service: ServiceName, container: string): Promise<void> {
  const url = `http://${docker('port', container).split(' ').at(-1)}`;
  const [alive, ready] = [await answers(`${url}/healthz`), await answers(`${url}/readyz`)];
  const fine = alive === 200 && ready === 200;
  report(fine, `${service}: /healthz ${alive}, /readyz ${ready}`);
  if (!fine) console.log(docker('logs', container));
}

function checkStop(service: ServiceName, container: string): void {
  const begin = performance.now();
  docker('stop', '--time', '10', container);
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  const exitCode = docker('inspect', container, '--format', '{{.State.ExitCode}}');
  report(exitCode === '0', `${service}: stopped after ${seconds} s with exit code ${exitCode}`);
}

/** By TCP: while the database is being made, Postgres listens on its socket only. */
function isReady(postgres: string): boolean {
  return spawnSync('docker', ['exec', postgres, 'pg_isready', '-h', '127.0.0.1']).status === 0;
}

docker('network', 'create', network);
const user = ['-e', 'POSTGRES_USER=tracewalk', '-e', 'POSTGRES_PASSWORD=check'];
const at = ['--network-alias=postgres', `--network=${network}`];
const postgres = docker('run', '-d', ...at, ...user, 'postgres:17-bookworm');
const services = new Map<ServiceName, string>();
try {
  checkSizes();
  while (!isReady(postgres)) await sleep(200);
  // All at once, so that they also make their tables at once.
  for (const service of SERVICES) services.set(service, startService(service));
  for (const [service, container] of services) await checkAnswers(service, container);
  for (const [service, container] of [...services].toReversed()) checkStop(service, container);
} finally {
  docker('rm', '-f', '--volumes', postgres, ...services.values());
  docker('network', 'rm', network);
}
process.exitCode = failures === 0 ? 0 : 1;
