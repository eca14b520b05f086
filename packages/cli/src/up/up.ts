/** `tracewalk up`: the whole system, until Ctrl-C. */
import type { Settings } from '../settings.ts';
import { hasLocalBackend, queryUrl } from './addresses.ts';
import { lockData } from './data-lock.ts';
import { gentleLoad } from './gentle-load.ts';
import { createPrinter, type Printer } from './printer.ts';
import { showTraces } from './show-traces.ts';
import type { Part, System } from './parts.ts';
import { frontendUrl, startSystem } from './system.ts';

/** One Ctrl-C arrives twice, from the terminal and from npm; what comes this much later is a second one, in ms. */
const SAME_CTRL_C = 500;

/** Returns the exit code. */
export async function up(settings: Settings): Promise<number> {
  const printer = createPrinter(settings);
  const lock = lockData(settings.data);
  const asked = new AbortController();
  const atOnce = new AbortController();
  let askedAt = 0;
  const onSignal = () => {
    if (!asked.signal.aborted) {
      askedAt = Date.now();
      asked.abort();
    } else if (Date.now() - askedAt > SAME_CTRL_C) {
      atOnce.abort();
      process.exit(130);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const begin = performance.now();
    const onReady = (part: Part) => printer.ready(part, performance.now() - begin);
    const system = await startSystem(settings, {
      onReady,
      asked: asked.signal,
      atOnce: atOnce.signal,
      leftBehind: lock.leftBehind,
    });
    return await run(system, settings, printer, begin, asked.signal);
  } catch (error) {
    if (asked.signal.aborted) return 0;
    throw error;
  } finally {
    lock.release();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function run(
  system: System,
  settings: Settings,
  printer: Printer,
  begin: number,
  asked: AbortSignal,
): Promise<number> {
  const over = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    over.signal.addEventListener('abort', () => resolve(undefined));
  });
  // Not AbortSignal.any: what it makes can be collected while somebody still waits for it.
  if (asked.aborted) over.abort();
  else asked.addEventListener('abort', () => over.abort());
  const api = queryUrl(settings);
  const frontend = frontendUrl(settings);
  printer.started(settings, frontend);
  void sayFaults(settings, printer);
  if (settings.load && frontend) void gentleLoad(frontend, over.signal);
  if (api && hasLocalBackend(settings)) {
    showTraces(api, settings.only, printer, begin, over.signal).catch((error: Error) =>
      console.error(error.message),
    );
  }
  const end = await Promise.race([system.broken, stopped]);
  over.abort();
  if (end) printer.broke(end);
  printer.stopping();
  await stop(system, printer);
  return end ? 1 : 0;
}

async function stop(system: System, printer: Printer): Promise<void> {
  const begin = performance.now();
  await system.stop();
  printer.stopped(performance.now() - begin);
}

/** A fault that was left set looks like a broken system. A file that cannot be read is the services' to complain about. */
async function sayFaults({ faults }: Settings, printer: Printer): Promise<void> {
  const [{ listFaults }, { readFlagFile }] = await Promise.all([
    import('@tracewalk/faults/list-faults'),
    import('@tracewalk/faults/edit-file'),
  ]);
  try {
    const set = listFaults(readFlagFile(faults)).filter(({ isSet }) => isSet);
    if (set.length > 0) printer.faults(set.map(({ name }) => name));
  } catch {
    // They do, in their logs.
  }
}
