/** The table of all faults: for `tracewalk fault list`, for the page's panel and for the documentation. */
import { type Fault, FAULTS } from './catalogue.ts';
import type { FlagFile } from './flag-file.ts';
import { describeFlag, isSet, withoutAttendees } from './switch-fault.ts';

export interface ListedFault {
  name: string;
  service: string;
  story: Fault['story'];
  /** Whether a request can carry it. */
  perRequest: boolean;
  /** Besides `off`: `on` first. */
  variants: string[];
  /** What to look for in the trace. */
  sees: string;
  /** Whether it is on for anybody. */
  isSet: boolean;
  /** For whom: `off`, `on`, `25 % of traces`, `for anna, ben`. */
  state: string;
  /** The same without attendees: `off`, `on`, `25 % of traces`. What is set for somebody is for them to find. */
  forAll: string;
}

/** All faults, with their state in a flag file; all off without one. */
export const listFaults = (file?: FlagFile): ListedFault[] =>
  FAULTS.map(({ name, service, story, perRequest, variants, sees }) => ({
    name,
    service,
    story,
    perRequest,
    variants: Object.keys(variants).filter((variant) => variant !== 'off'),
    sees,
    isSet: isSet(file?.flags[name]),
    state: describeFlag(file?.flags[name]),
    forAll: describeFlag(withoutAttendees(file?.flags[name])),
  }));

/** The same as a table in Markdown, without states. */
export function faultsAsMarkdown(): string {
  const rows = FAULTS.map(({ name, service, perRequest, variants, unit, sees }) => [
    `\`${name}\``,
    service,
    sees,
    Object.entries(variants)
      .filter(([variant]) => variant !== 'off')
      .map(([variant, value]) => `\`${variant}\`${typeof value === 'number' ? `: ${value} ${unit}` : ''}`)
      .join(', '),
    perRequest ? 'yes' : 'no',
  ]);
  return [['fault', 'in', 'what you will see', 'variants', 'per request'], Array(5).fill('---'), ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('');
}
