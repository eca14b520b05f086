/** `tracewalk load profiles`: the built-in topologies, and their figures beside those of the source. */
import { Command } from 'commander';

const EXAMPLES = `
Examples:
  tracewalk load profiles                         all of them
  tracewalk load profiles meta-ads                the source's figures and ours
  tracewalk load profiles hotrod --yaml           as a topology file, to make your own of it`;

export const profilesCommand = new Command('profiles')
  .description('list the built-in profiles with their figures')
  .argument('[name]', 'one of them')
  .option('--yaml', 'the topology file of this one')
  .option('--traces <n>', 'how many traces are made for the figures (default: as many as have 400,000 spans)')
  .option('--seed <n>', 'of these traces', '1')
  .addHelpText('after', EXAMPLES)
  .action(async (name: string | undefined, flags: Record<string, unknown>) => {
    const { runProfiles } = await import('./run-profiles.ts');
    process.exitCode = runProfiles(name, flags);
  });
