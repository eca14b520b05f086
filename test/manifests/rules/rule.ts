/** What a rule is. */
import type { KubeObject } from '../object.ts';
import type { Problem } from '../problem.ts';

export interface Rule {
  /** Its file's name, which the exceptions use. */
  readonly name: string;
  /** A sentence about every manifest. */
  readonly says: string;
  /** Judges one combination: all the objects that are deployed together. */
  readonly check: (objects: readonly KubeObject[]) => Problem[];
}
