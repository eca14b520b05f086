import { kindOf, nameOf } from '../object.ts';
import type { Rule } from './rule.ts';

export const duplicates: Rule = {
  name: 'duplicates',
  says: 'every object is there once',
  check: (objects) => {
    const ids = objects.map((object) => `${kindOf(object)} ${nameOf(object)}`);
    return objects
      .filter((_, index) => ids.indexOf(ids[index] ?? '') < index)
      .map((object) => ({
        object,
        field: 'metadata.name',
        wrong: 'is there twice',
        remedy: 'The later one would undo the earlier: keep one.',
      }));
  },
};
