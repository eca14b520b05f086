/** The commands of `tracewalk lab`. What each does is in the file of its name. */
import { type Command, Option } from 'commander';
import { addSettingOptions } from '../settings.ts';
import { checkCommand } from './check.ts';
import { runProgram } from './run-program.ts';
import { listLabs, resetLab, showHint, showSolution } from './show.ts';
import { startLab } from './start.ts';
import { openLabs, type LabFlags } from './workplace.ts';

const LAB = ['<lab>', 'its number or name, e.g. 2 or slow-hop'] as const;

export function addLabCommands(lab: Command): void {
  const add = (name: string, description: string) =>
    addSettingOptions(lab.command(name).description(description), ['portOffset', 'queryUrl', 'faults'])
      .option('--work <dir>', 'where your copies and your progress are', 'lab-work')
      .option('--frontend <url>', "where the system's page is, if it is not on this machine")
      .option('--kubernetes', 'set faults in the ConfigMap `faults` of the cluster that kubectl points at')
      .option('--namespace <name>', 'where that ConfigMap is', 'tracewalk');

  add('list', 'all labs, and how far you are').action(async (flags: LabFlags) =>
    listLabs(await openLabs(flags)),
  );
  add('start', 'begin a lab: story and task, the fault it is about, a copy of its code')
    .argument(...LAB)
    .option(
      '--attendee <name>',
      'only your own requests are affected and count, on a system that others use, too',
    )
    .addOption(workshop())
    .action(async (name: string, flags: LabFlags) => startLab(await openLabs(flags), name, flags));
  add('hint', 'the next hint')
    .argument(...LAB)
    .addOption(workshop())
    .action(async (name: string, flags: LabFlags) => showHint(await openLabs(flags), name, flags.workshop));
  add('run', "start the lab's program, and again whenever you save a change; Ctrl-C stops it")
    .argument(...LAB)
    .action(async (name: string, flags: LabFlags) => {
      process.exitCode = await runProgram(await openLabs(flags), name);
    });
  add('check', 'is it solved? If not: what is still missing')
    .argument(...LAB)
    .option('--answer <name=value>', 'an answer; asked for when left out', collect, {})
    .addOption(workshop())
    .action(async (name: string, flags: LabFlags) => {
      process.exitCode = await checkCommand(await openLabs(flags), name, flags);
    });
  add('solution', 'what the trace shows, and why')
    .argument(...LAB)
    .action(async (name: string, flags: LabFlags) => showSolution(await openLabs(flags), name));
  add('reset', 'as before you began: your copy and the fault are removed')
    .argument(...LAB)
    .action(async (name: string, flags: LabFlags) => resetLab(await openLabs(flags), name));
}

/** Told once, with `lab start`: the others remember it. */
const workshop = () =>
  new Option('--workshop <url>', "tell the facilitator's page what you do").env('TRACEWALK_WORKSHOP');

function collect(given: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([\w-]+)=([^]*)$/.exec(given) ?? [];
  if (!name || value === undefined) throw new Error(`Cannot read --answer ${given}: write name=value`);
  return { ...before, [name]: value };
}
