export { buildTrace, fromJaegerJson, type Trace } from '@tracewalk/trace-model';
export { missingSpans } from './missing-spans.ts';
export { serviceColour, serviceLetters, serviceSlot } from './service-colour.ts';
export { defineTraceWaterfall, traceSummary, TraceWaterfall } from './trace-waterfall.ts';
export { verdict, type Verdict } from './verdict.ts';
export { type Stretch, type Waterfall, type WaterfallRow, waterfallRows } from './waterfall-rows.ts';
