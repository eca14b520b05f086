/** The flags as flagd reads them (flagd.dev/reference/flag-definitions): what `tracewalk fault` writes into faults/flags.json. */
import type { Fault } from './catalogue.ts';
import { FAULTS, faultNamed } from './catalogue.ts';
import { closest } from './closest.ts';

export interface FlagFile {
  $schema?: string;
  flags: Record<string, Flag>;
  [other: string]: unknown;
}

export interface Flag {
  state: 'ENABLED' | 'DISABLED';
  variants: Readonly<Record<string, boolean | number>>;
  defaultVariant: string;
  targeting?: unknown;
  [other: string]: unknown;
}

/** A flag that is off for everybody. */
export const flagOff = ({ variants }: Fault): Flag => ({
  state: 'ENABLED',
  variants: { ...variants },
  defaultVariant: 'off',
});

/** Every fault, all of them off. */
export const allOff = (): FlagFile => ({
  $schema: 'https://flagd.dev/schema/v0/flags.json',
  flags: Object.fromEntries(FAULTS.map((fault) => [fault.name, flagOff(fault)])),
});

/**
 * Reads the text of a flag file, as far as it has to be understood here: each flag of the catalogue has the variants that the
 * catalogue gives it.
 *
 * @throws what is wrong with it, to go after "Cannot read <file>: "
 */
export function parseFlags(text: string): FlagFile {
  const file = parseJson(text);
  if (!isObject(file) || !isObject(file['flags'])) throw new Error('there are no flags in it');
  for (const [name, flag] of Object.entries(file['flags'])) {
    const wrong = whatIsWrongWith(faultNamed(name), flag);
    if (wrong) throw new Error(`the flag ${name} ${wrong}`);
  }
  return file as FlagFile;
}

/** Writes it as it came: JSON with two spaces. */
export const formatFlags = (file: FlagFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** Names in the file that no fault has, each with what was probably meant. They do nothing. */
export const unknownFlags = ({ flags }: FlagFile): string[] =>
  Object.keys(flags)
    .filter((name) => !faultNamed(name))
    .map((name) => noSuchFault(name));

export function noSuchFault(name: string): string {
  const meant = closest(
    name,
    FAULTS.map((fault) => fault.name),
  );
  return `there is no fault ${name}${meant ? `. Did you mean ${meant}?` : ''}`;
}

function whatIsWrongWith(fault: Fault | undefined, flag: unknown): string | undefined {
  if (!isObject(flag)) return 'is no object';
  const { variants, defaultVariant } = flag;
  if (!isObject(variants)) return 'has no variants';
  if (typeof defaultVariant !== 'string' || !Object.hasOwn(variants, defaultVariant))
    return `has a defaultVariant that is none of ${Object.keys(variants).join(', ')}`;
  const type = fault && typeof fault.variants.off;
  const other = type && Object.keys(variants).find((name) => typeof variants[name] !== type);
  return other && `has a variant ${other} that is no ${type}`;
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw new Error('it is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it is no JSON (${(error as Error).message.replace(/\s+/g, ' ').slice(0, 160)})`, {
      cause: error,
    });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
