/** What is wrong with the settings of a service, by themselves. */
import { exporterMistakes } from './exporter-mistakes.ts';
import type { Mistake } from './mistake.ts';
import { propagatorMistakes } from './propagator-mistakes.ts';
import { recordingMistakes } from './recording-mistakes.ts';
import type { Env } from './service-settings.ts';

/** Where the SDK is disabled, nothing else matters. */
export function readMistakes(env: Env): Mistake[] {
  const recording = recordingMistakes(env);
  if (recording.some(({ cause }) => cause === 'sdk-disabled')) return recording;
  return [...recording, ...propagatorMistakes(env), ...exporterMistakes(env)];
}
