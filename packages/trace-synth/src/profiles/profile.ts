/** A built-in topology, with what is published of the system it stands for. */
import type { Topology } from '../topology/topology.ts';
import type { Figure } from './figures.ts';

export interface Profile {
  readonly name: string;
  /** One line: what its traces are like. */
  readonly about: string;
  /** Where the figures come from. */
  readonly source: string;
  /** What no source says, and was chosen. */
  readonly assumptions: readonly string[];
  readonly figures: readonly Figure[];
  readonly topology: () => Topology;
}
