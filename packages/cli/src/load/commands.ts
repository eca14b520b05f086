/**
 * The commands of `tracewalk load`. Each is in `<name>-command.ts` and exports a commander `Command` with its options;
 * what it does is imported when it runs. They end with 0 when all is well, 1 when a threshold was missed or traces
 * were lost, and 2 for bad input: an error that is thrown with `exitCode: 2` is printed as its message alone.
 */
import type { Command } from 'commander';
import { driveCommand } from './drive-command.ts';
import { learnCommand } from './learn-command.ts';
import { mergeCommand } from './merge-command.ts';
import { profilesCommand } from './profiles-command.ts';
import { synthCommand } from './synth-command.ts';

/** Adds them all; a wrong option ends with 2, as any other bad input does. */
export function addLoadCommands(load: Command): void {
  for (const command of [driveCommand, synthCommand, learnCommand, profilesCommand, mergeCommand]) {
    load.addCommand(command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2)));
  }
}
