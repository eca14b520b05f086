import type { Config } from './config.ts';
import { checkReachable, Drive, latencyFigures, readDriveOptions } from './drive/index.ts';
import type { Load } from './load.ts';
import { settingName } from './setting-name.ts';

/** Visitors for the system. @throws BadInput */
export function driveLoad(config: Config): Load {
  const options = readDriveOptions(textsOf(config), '', settingName);
  const drive = new Drive(options);
  return {
    says: { frontend: options.frontend.href, load: options.says, seed: options.seed },
    run: async () => void (await drive.run()),
    stop: () => drive.stop(),
    status: () => statusOf(drive),
    report: () => drive.report(),
    reachable: () => checkReachable(options.frontend),
  };
}

/** What the flags of `tracewalk load drive` would be. */
const textsOf = (config: Config) => ({
  frontend: config.FRONTEND_URL,
  events: config.EVENTS_URL,
  rate: config.RATE,
  shape: config.SHAPE,
  arrivals: config.ARRIVALS,
  replay: config.REPLAY,
  speed: config.SPEED,
  duration: config.DURATION,
  journeys: config.JOURNEYS,
  think: config.THINK,
  bad: config.BAD,
  deadline: config.DEADLINE,
  maxInFlight: config.MAX_IN_FLIGHT,
  attendee: config.ATTENDEE,
  baggage: config.BAGGAGE?.split(','),
  partition: config.PARTITION,
  seed: config.SEED,
});

/** Latencies in ms. */
function statusOf({ recorder, sessions, isRunning, seconds }: Drive) {
  const { asked, answered, refused, errors, dropped, inFlight } = recorder;
  return {
    state: isRunning ? 'running' : 'finished',
    seconds: Math.round(seconds),
    rates: { asked: perSecond(asked, seconds), answered: perSecond(answered, seconds) },
    requests: { asked, answered, refused, errors, dropped, inFlight },
    sessions: { begun: sessions.begun, finished: sessions.finished, thinking: sessions.thinking },
    latency: rounded(latencyFigures(recorder.latencies.toJSON())),
    errorKinds: recorder.errorKinds().slice(0, 10),
  };
}

const perSecond = (count: number, seconds: number): number =>
  seconds > 0 ? Number((count / seconds).toFixed(2)) : 0;

/** JSON has no NaN: what was not measured is null. */
const rounded = (figures: object): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, ms]) => [name, Number((ms as number).toFixed(3))]));
