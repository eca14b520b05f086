/** Sets and clears faults in a flag file, and reads from a flag for whom it is set. Never changes what it is given. */
import { FAULTS, faultNamed } from './catalogue.ts';
import { type Flag, type FlagFile, flagOff, noSuchFault } from './flag-file.ts';
import { isAttendee } from './requested.ts';

export interface FaultSetting {
  name: string;
  /** In percent of all traces; without it all of them. */
  share?: number;
  /** For this attendee's requests only, besides those attendees that have it already. */
  attendee?: string;
  /** `on` unless said. */
  variant?: string;
}

/** What a flag decides for some requests: a variant, or for a share of them. */
type Decision = string | { fractional: [string, number][] };

/** Attendees, and what holds for them: `{"if": [{"in": [{"var": "attendee"}, ["anna"]]}, "on", …]}`. */
interface Rule {
  attendees: string[];
  decision: Decision;
}

/**
 * Sets a fault for all, for a share, or for one attendee more. The last setting counts: what was set for all or for a share
 * is so no longer, and attendees only count together with attendees.
 *
 * @throws when the name, the variant, the share or the attendee cannot be, or the targeting was written by hand
 */
export function setFault(file: FlagFile, { name, share, attendee, variant = 'on' }: FaultSetting): FlagFile {
  const flag = flagOf(file, name);
  if (variant === 'off' || !Object.hasOwn(flag.variants, variant)) {
    const others = Object.keys(flag.variants).filter((each) => each !== 'off');
    throw new Error(`Cannot set ${name}: it has no variant ${variant}. There is ${others.join(', ')}`);
  }
  if (share !== undefined && !(share > 0 && share <= 100))
    throw new Error(`Cannot set ${name}: a share is more than 0 % and at most 100 %, e.g. --share 25%`);
  if (attendee !== undefined && !isAttendee(attendee))
    throw new Error(
      `Cannot set ${name}: an attendee's name has 1 to 64 letters, digits, dots, dashes or underscores`,
    );
  const decision = share === undefined || share === 100 ? variant : fraction(variant, share);
  const { targeting: before, ...rest } = flag;
  if (attendee !== undefined) {
    const targeting = toTargeting(withAttendee(rulesOf(name, before), attendee, decision));
    return withFlag(file, name, { ...rest, state: 'ENABLED', defaultVariant: 'off', targeting });
  }
  return withFlag(
    file,
    name,
    typeof decision === 'string'
      ? { ...rest, state: 'ENABLED', defaultVariant: decision }
      : { ...rest, state: 'ENABLED', defaultVariant: 'off', targeting: decision },
  );
}

/** Switches a fault off for everybody, or for one attendee; without a name all faults. */
export function clearFault(file: FlagFile, name?: string, attendee?: string): FlagFile {
  if (name === undefined) {
    return FAULTS.filter((fault) => Object.hasOwn(file.flags, fault.name)).reduce(
      (cleared, fault) => clearFault(cleared, fault.name, attendee),
      file,
    );
  }
  const { targeting: before, ...rest } = flagOf(file, name);
  if (attendee === undefined) return withFlag(file, name, { ...rest, defaultVariant: 'off' });
  const rules = readRules(before);
  if (!rules || rules.length === 0) return file;
  const targeting = toTargeting(withoutAttendee(rules, attendee));
  return withFlag(file, name, { ...rest, ...(targeting !== undefined && { targeting }) });
}

/** For whom a flag is set, as a person would say it: `off`, `on`, `25 % of traces`, `for anna, ben`. */
export function describeFlag(flag: Flag | undefined): string {
  if (!flag || flag.state === 'DISABLED') return 'off';
  const { defaultVariant, targeting } = flag;
  const otherwise = defaultVariant === 'off' ? [] : [defaultVariant];
  if (!isTargeting(targeting)) return otherwise[0] ?? 'off';
  if (isFraction(targeting)) return describeDecision(targeting);
  const rules = readRules(targeting);
  if (!rules) return ['by hand', ...otherwise].join(', else ');
  const parts = rules.map(({ attendees, decision }) =>
    decision === 'on'
      ? `for ${attendees.join(', ')}`
      : `${describeDecision(decision)} for ${attendees.join(', ')}`,
  );
  return [parts.join('; '), ...otherwise].join(', else ');
}

/** What is left of a flag for those whom it does not name. */
export function withoutAttendees(flag: Flag | undefined): Flag | undefined {
  if (!flag || !isTargeting(flag.targeting) || isFraction(flag.targeting)) return flag;
  return readRules(flag.targeting) ? { ...flag, targeting: undefined } : flag;
}

/** Whether any request may see the fault. */
export const isSet = (flag: Flag | undefined): boolean =>
  flag !== undefined &&
  flag.state !== 'DISABLED' &&
  (flag.defaultVariant !== 'off' || isTargeting(flag.targeting));

function flagOf(file: FlagFile, name: string): Flag {
  const fault = faultNamed(name);
  if (!fault) throw new Error(`Cannot change the faults: ${noSuchFault(name)}`);
  return file.flags[name] ?? flagOff(fault);
}

const withFlag = (file: FlagFile, name: string, flag: Flag): FlagFile => ({
  ...file,
  flags: { ...file.flags, [name]: flag },
});

/** Weights are whole numbers, so they are thousandths of a percent. Which traces: flagd takes a hash of flag and trace id. */
function fraction(variant: string, share: number): Decision {
  const weight = Math.max(1, Math.round(share * 1_000));
  const [of, others] =
    weight % 1_000 === 0 ? [weight / 1_000, 100 - weight / 1_000] : [weight, 100_000 - weight];
  return {
    fractional: [
      [variant, of],
      ['off', others],
    ],
  };
}

function describeDecision(decision: Decision): string {
  if (typeof decision === 'string') return decision;
  const total = decision.fractional.reduce((sum, [, weight]) => sum + weight, 0);
  const parts = decision.fractional.filter(([variant]) => variant !== 'off');
  return parts
    .map(([variant, weight]) => {
      const share = `${Number(((100 * weight) / total).toFixed(3))} % of traces`;
      return variant === 'on' ? share : `${variant} in ${share}`;
    })
    .join(', ');
}

function rulesOf(name: string, targeting: unknown): Rule[] {
  if (!isTargeting(targeting) || isFraction(targeting)) return [];
  const rules = readRules(targeting);
  if (rules) return rules;
  throw new Error(
    `Cannot add an attendee to ${name}: its targeting was written by hand. \`tracewalk fault clear ${name}\` removes that`,
  );
}

const withoutAttendee = (rules: Rule[], attendee: string): Rule[] =>
  rules
    .map((rule) => ({ ...rule, attendees: rule.attendees.filter((each) => each !== attendee) }))
    .filter(({ attendees }) => attendees.length > 0);

function withAttendee(rules: Rule[], attendee: string, decision: Decision): Rule[] {
  const others = withoutAttendee(rules, attendee);
  const same = others.find((rule) => JSON.stringify(rule.decision) === JSON.stringify(decision));
  if (!same) return [...others, { attendees: [attendee], decision }];
  return others.map((rule) => (rule === same ? { ...rule, attendees: [...rule.attendees, attendee] } : rule));
}

const toTargeting = (rules: Rule[]): unknown =>
  rules.length === 0
    ? undefined
    : {
        if: rules.flatMap(({ attendees, decision }) => [{ in: [{ var: 'attendee' }, attendees] }, decision]),
      };

/** Undefined when it is not what `toTargeting` writes. */
function readRules(targeting: unknown): Rule[] | undefined {
  if (!isTargeting(targeting)) return [];
  const { if: parts, ...more } = targeting as { if?: unknown };
  if (!Array.isArray(parts) || parts.length % 2 !== 0 || Object.keys(more).length > 0) return undefined;
  const rules: Rule[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [condition, decision] = [parts[index] as { in?: unknown }, parts[index + 1] as Decision];
    const [asked, attendees] = (Array.isArray(condition.in) ? condition.in : []) as [
      { var?: unknown }?,
      unknown?,
    ];
    if (asked?.var !== 'attendee' || !Array.isArray(attendees)) return undefined;
    if (typeof decision !== 'string' && !isFraction(decision)) return undefined;
    rules.push({ attendees: attendees.map(String), decision });
  }
  return rules;
}

/** `{}` says nothing. */
const isTargeting = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

const isFraction = (value: unknown): value is Exclude<Decision, string> =>
  isTargeting(value) &&
  Array.isArray((value as { fractional?: unknown }).fractional) &&
  (value as { fractional: unknown[] }).fractional.every(
    (bucket) => Array.isArray(bucket) && typeof bucket[0] === 'string' && typeof bucket[1] === 'number',
  );
