import { parseAllDocuments } from 'yaml';
import { at } from '../object.ts';
import type { Rule } from './rule.ts';

export const syntax: Rule = {
  name: 'syntax',
  says: 'files in ConfigMaps are the YAML or JSON that their names promise',
  check: (objects) =>
    objects
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap((object) =>
        Object.entries(at<Record<string, string>>(object, 'data') ?? {}).flatMap(([file, text]) => {
          const wrong = faultOf(file, text);
          const remedy = 'Correct the file that the ConfigMap is made of.';
          return wrong === undefined ? [] : [{ object, field: `data[${file}]`, wrong, remedy }];
        }),
      ),
};

function faultOf(file: string, text: string): string | undefined {
  if (/\.ya?ml$/.test(file))
    return parseAllDocuments(text)
      .flatMap(({ errors }) => errors)
      .map(({ message }) => `is no YAML: ${message.split('\n', 1)[0]}`)
      .at(0);
  if (!file.endsWith('.json')) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `is no JSON: ${(error as Error).message}`;
  }
}
