/** The journeys by name, and how often each is begun. */
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { browse } from './browse.ts';
import { event } from './event.ts';
import type { Journey } from './journey.ts';
import { profile } from './profile.ts';
import { run } from './run.ts';

export const JOURNEYS: Readonly<Record<string, Journey>> = { browse, profile, run, event };

/** How many of each are begun, in proportion. Events only when the broker's address is known. */
export const USUAL_WEIGHTS = 'browse=3,profile=5,run=1,event=1';

export type Weights = readonly (readonly [Journey, number])[];

/** Reads `browse=3,profile=5`; a journey that is left out is never begun. @throws BadInput */
export function readWeights(text: string, hasEvents: boolean): Weights {
  const weights = text.split(',').map((each) => {
    const [name = '', weight = '1'] = each.split('=');
    const journey = Object.hasOwn(JOURNEYS, name) ? JOURNEYS[name] : undefined;
    if (!journey) {
      throw new BadInput(`Cannot begin a journey '${name}': there are ${Object.keys(JOURNEYS).join(', ')}`);
    }
    const share = Number(weight || NaN);
    if (!(share >= 0 && share <= 1e6)) {
      throw new BadInput(`Cannot begin a journey '${each}': its weight has to be a number from 0`);
    }
    return [journey, share] as const;
  });
  const possible = weights.filter(([journey, weight]) => weight > 0 && (hasEvents || journey !== event));
  if (possible.length === 0) {
    throw new BadInput(
      `Cannot begin any journey of '${text}': no weight is above 0, or events have no --events URL`,
    );
  }
  return possible;
}
