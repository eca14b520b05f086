/** Makes traces: topologies, built in, from a file or learned, and their shapes. */
export { learnTopology, type Learned } from './learn/learn.ts';
export { readTraces } from './learn/read-traces.ts';
export { comparisons, type Comparison } from './profiles/figures.ts';
export { profileNamed, profiles } from './profiles/index.ts';
export type { Profile } from './profiles/profile.ts';
export { createShapeMaker } from './shape/shape-maker.ts';
export { parseTopology } from './topology/parse-topology.ts';
export type { Topology } from './topology/topology.ts';
export { writeTopology } from './topology/write-topology.ts';
