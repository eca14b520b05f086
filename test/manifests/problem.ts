/** What the checks of the manifests report. */
import { nameOf, type KubeObject } from './object.ts';

export interface Problem {
  readonly object: KubeObject;
  /** `spec.template.spec.containers[0].image` */
  readonly field: string;
  /** Reads on from the field: `is missing`. */
  readonly wrong: string;
  /** What to do about it, a sentence. */
  readonly remedy: string;
}

export const describeProblem = ({ object, field, wrong, remedy }: Problem): string =>
  `${nameOf(object)}: ${field} ${wrong}. ${remedy}`;

/** The same problem is in every combination that has the object: it is told once, with where it was found. */
export function report(found: ReadonlyMap<string, readonly Problem[]>, total: number): string[] {
  const places = new Map<string, string[]>();
  for (const [combination, problems] of found)
    for (const text of problems.map(describeProblem))
      places.set(text, [...(places.get(text) ?? []), combination]);
  return [...places].map(([text, where]) => `${text}\n    in ${list(where, total)}`);
}

function list(combinations: readonly string[], total: number): string {
  if (combinations.length === total && total > 1) return `all ${total} combinations`;
  const [shown, more] = [combinations.slice(0, 4), combinations.length - 4];
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
