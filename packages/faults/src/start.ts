/** Starts faults for a process, from the environment of a service. Services that share a process share this. */
import { breakTelemetry } from '@tracewalk/telemetry';
import { evaluateWith } from './evaluate.ts';
import { unknownFlags, parseFlags } from './flag-file.ts';
import { followFile, type FlagSource } from './follow-file.ts';
import { telemetryFaults } from './telemetry-faults.ts';

/** OpenFeature's name for those who ask here; other providers of the process are left alone. */
const DOMAIN = 'tracewalk';

/** Settles with what ends it. */
let started: Promise<() => void> | undefined;
let startedWith: string | undefined;

/**
 * Follows the flags of FAULTS_FILE, or those of the flagd server at FAULTS_FLAGD. Without either there are no faults, also
 * none that a request asks for. What follows ends with the process, and does not keep it alive.
 */
export async function startFaults(env: NodeJS.ProcessEnv): Promise<void> {
  const { FAULTS_FILE: file, FAULTS_FLAGD: flagd } = env;
  const source = file ? `file ${file}` : flagd ? `flagd ${flagd}` : undefined;
  if (!source) return;
  if (source === startedWith) return void (await started);
  await stopFaults();
  startedWith = source;
  started = follow(file, flagd ?? '');
  await started;
}

/** For tests: as before `startFaults`. */
export async function stopFaults(): Promise<void> {
  const before = started;
  [started, startedWith] = [undefined, undefined];
  evaluateWith(undefined);
  breakTelemetry(undefined);
  (await before)?.();
}

/** OpenFeature is loaded only where there are faults. */
async function follow(file: string | undefined, flagd: string): Promise<() => void> {
  const [{ OpenFeature }, { LiveFlags }, { FaultProvider }] = await Promise.all([
    import('@openfeature/server-sdk'),
    import('./live-flags.ts'),
    import('./provider.ts'),
  ]);
  const flags = new LiveFlags();
  const provider = new FaultProvider(flags);
  await OpenFeature.setProviderAndWait(DOMAIN, provider);
  evaluateWith({ flags, provider, client: OpenFeature.getClient(DOMAIN) });
  breakTelemetry(telemetryFaults);
  const into: FlagSource = {
    use: (text) => {
      flags.load(text);
      for (const unknown of unknownFlags(parseFlags(text))) into.complain(`In the faults ${unknown}`);
    },
    complain: (line) => console.error(line),
  };
  if (file) return followFile(file, into);
  const { followFlagd } = await import('./follow-flagd.ts');
  return followFlagd(flagd, into);
}
