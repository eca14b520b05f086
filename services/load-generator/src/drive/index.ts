/** What the command line and the service use of it. */
export { readDuration } from './arrivals/duration.ts';
export { SHAPES } from './arrivals/rate-curve.ts';
export { Drive } from './drive.ts';
export { type DriveOptions, type DriveTexts, readDriveOptions } from './drive-options.ts';
export { USUAL_WEIGHTS } from './journeys/index.ts';
export { type DriveReport, isDriveReport, mergeDriveReports } from './report/drive-report.ts';
export { latencyFigures } from './report/figures.ts';
export { checkReachable } from './target.ts';
export { renderHtml } from './report/html.ts';
export { liveLines } from './report/live-view.ts';
export { renderReport } from './report/text.ts';
export { readThreshold } from './report/thresholds.ts';
