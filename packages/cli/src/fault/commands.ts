/** The commands of `tracewalk fault`. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addSettingOptions, readSettings } from '../settings.ts';
import { type Change, changeFaults, type Where } from './change.ts';
import { printFaults } from './print-faults.ts';

/** Services look at the file ten times a second: what is said to hold from now on does so when the command has ended. */
const SEEN_AFTER_MS = 300;

interface Flags {
  faults?: string;
  kubernetes?: boolean;
  namespace: string;
  json?: boolean;
  share?: number;
  attendee?: string;
  variant?: string;
}

export function addFaultCommands(fault: Command): void {
  const add = (name: string, description: string) =>
    addSettingOptions(fault.command(name).description(description), ['faults'])
      .option('--kubernetes', 'in the ConfigMap `faults` of the cluster that kubectl points at')
      .option('--namespace <name>', 'where that ConfigMap is', 'tracewalk');

  add('list', 'every fault, whether it is set, and what you will see in the traces')
    .option('--json', 'as JSON')
    .action(async (flags: Flags) => printFaults(await changeFaults(whereOf(flags)), flags.json));

  add('set', 'set a fault: for all requests, a share of them, or those of one attendee')
    .argument('<fault>', 'its name, e.g. slow-profile-query')
    .addOption(new Option('--share <percent>', 'of all traces, e.g. 25%').argParser(percent))
    .option('--attendee <name>', 'only requests with `attendee=<name>` in their baggage; others stay set')
    .option('--variant <name>', 'how bad: see tracewalk fault list', 'on')
    .action(async (name: string, { share, attendee, variant, ...flags }: Flags) => {
      await change(flags, { set: { name, share, attendee, variant } });
      console.log(`${name} is set. It holds for requests from now on${hint(flags)}.`);
    });

  add('clear', 'switch a fault off, or all of them')
    .argument('[fault]', 'its name; without one, all')
    .option('--attendee <name>', 'only for this attendee')
    .action(async (name: string | undefined, { attendee, ...flags }: Flags) => {
      await change(flags, { clear: { name, attendee } });
      console.log(`${name ?? 'Every fault'} is off${attendee ? ` for ${attendee}` : ''}${hint(flags)}.`);
    });
}

async function change(flags: Flags, wanted: Change): Promise<void> {
  await changeFaults(whereOf(flags), wanted);
  if (!flags.kubernetes) await wait(SEEN_AFTER_MS);
}

const whereOf = ({ faults, kubernetes, namespace }: Flags): Where =>
  kubernetes ? { namespace } : { file: readSettings({ faults }).settings.faults };

const hint = ({ kubernetes }: Flags) => (kubernetes ? ', once the pods have read it: some seconds' : '');

function percent(text: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('expected a percentage, e.g. 25%');
  return Number(number);
}
