/** Makes traces at rate, sends them, and says what became of them. */
export { BadInput } from '../bad-input.ts';
export { checkEndpoint } from '../send/check-endpoint.ts';
export type { SynthPlan } from './plan.ts';
export { readSynthPlan, type SynthTexts } from './read-plan.ts';
export { readReports } from './read-reports.ts';
export { reconcile, type TraceLookup } from './reconcile.ts';
export { renderProgress, renderReport } from './render.ts';
export { mergeReports, type SynthReport } from './report.ts';
export { Synth } from './synth.ts';
export { readThreshold, type Threshold, USUAL_THRESHOLD } from './thresholds.ts';
