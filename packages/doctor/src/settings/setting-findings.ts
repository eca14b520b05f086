/** The settings of all services: each mistake once, with everybody who makes it. */
import type { Cause } from '../causes.ts';
import { finding, namesOf, type Finding } from '../finding.ts';
import type { Mistake } from './mistake.ts';
import { callMismatches } from './propagator-mistakes.ts';
import { readMistakes } from './read-mistakes.ts';
import type { ServiceSettings } from './service-settings.ts';

export interface SettingFindings {
  readonly certain: readonly Finding[];
  /** Those that a span which arrives would disprove. */
  readonly likely: readonly Finding[];
}

/** Traces have everything in spite of these. */
const LOSES_NOTHING: readonly Cause[] = ['sampler-unknown', 'sampler-argument', 'resource-attributes'];

export function settingFindings(services: readonly ServiceSettings[]): SettingFindings {
  const made = services.flatMap((settings) =>
    readMistakes(settings.env).map((mistake) => ({ settings, mistake })),
  );
  const alike = Map.groupBy(made, ({ mistake }) =>
    [mistake.cause, mistake.evidence, mistake.change].join('\n'),
  );
  const group = (of: typeof made): Finding | undefined => {
    const [first] = of;
    return (
      first &&
      toFinding(
        first.mistake,
        of.map(({ settings }) => settings),
        services.length,
      )
    );
  };
  const pick = (disprovable: boolean) =>
    [...alike.values()]
      .filter(([first]) => Boolean(first?.mistake.disprovable) === disprovable)
      .flatMap((of) => group(of) ?? []);
  const deaf = made.filter(({ mistake }) => mistake.variable === 'OTEL_PROPAGATORS');
  const hearing = services.filter((each) => !deaf.some(({ settings }) => settings === each));
  return { certain: [...pick(false), ...callMismatches(hearing)], likely: pick(true) };
}

function toFinding(mistake: Mistake, of: readonly ServiceSettings[], all: number): Finding {
  const names = of.map(({ service }) => service);
  const places = new Set(of.map(({ where }) => where(mistake.variable)));
  return finding(mistake.cause, {
    about: namesOf(names, all),
    evidence: mistake.evidence,
    change: `${namesOf([...places])}: ${mistake.change}`,
    services: LOSES_NOTHING.includes(mistake.cause) ? [] : names,
  });
}
