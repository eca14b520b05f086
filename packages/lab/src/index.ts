export { createAttempt, type AttemptOptions } from './attempt.ts';
export { checkLab, passed, type StepResult } from './check-lab.ts';
export {
  chooseLab,
  findLabs,
  loadSolve,
  readHints,
  readSolution,
  readTask,
  type FoundLab,
} from './find-labs.ts';
export {
  defineLab,
  type Attempt,
  type Lab,
  type Program,
  type RecentOptions,
  type Solve,
  type Step,
} from './lab.ts';
export {
  readProgress,
  withLab,
  withoutLab,
  writeProgress,
  type LabProgress,
  type Progress,
} from './progress.ts';
