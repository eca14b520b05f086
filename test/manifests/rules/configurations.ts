import { dirname } from 'node:path';
import { configurationsIn, type Configuration } from '../configurations.ts';
import type { Rule } from './rule.ts';

export const configurations: Rule = {
  name: 'configurations',
  says: 'a Collector and a Jaeger read the files that their ConfigMap has, all of them',
  check: (objects) => {
    const all = configurationsIn(objects);
    return all.flatMap((configuration) => {
      const named = namedBy(configuration);
      // Two programs may share a ConfigMap, and each read its own part.
      const read = new Set(all.flatMap(namedBy));
      const present = presentIn(configuration);
      return [
        ...named
          .filter((file) => configuration.files[file] === undefined)
          .map((file) => [`name ${file}, which is not mounted`, `There are ${present.join(', ')}.`]),
        ...present
          .filter((file) => !read.has(file))
          .map((file) => [
            `do not name ${file}, so that it has no effect`,
            `Add --config=${file}, or remove the file.`,
          ]),
      ].map(([wrong = '', remedy = '']) => ({ object: configuration.object, field: ARGS, wrong, remedy }));
    });
  },
};

const ARGS = 'spec.template.spec.containers.args';

const namedBy = ({ args }: Configuration): string[] =>
  args.flatMap((arg) => /^--config=(?:file:)?(.*)$/.exec(arg)?.slice(1) ?? []);

/** The YAML files in the folders that configurations are read from. */
function presentIn(configuration: Configuration): string[] {
  const folders = new Set(namedBy(configuration).map((file) => dirname(file)));
  return Object.keys(configuration.files).filter(
    (file) => /\.ya?ml$/.test(file) && folders.has(dirname(file)),
  );
}
