/** What can be wrong with whether, and how, spans are made and kept until they leave. */
import type { Mistake } from './mistake.ts';
import { listOf, valueOf, type Env } from './service-settings.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];
/** Less than this, and whoever looks for a request does not find it. */
const LOW_RATIO = 0.1;
/** Spans that leave later are taken for lost; in ms. */
const LONG_DELAY = 30_000;
/** A queue of fewer spans is full at once. */
const SMALL_QUEUE = 32;
/** How the services call each other, and how they are called. */
const NEEDED = ['http', 'undici'];

const SAMPLER = 'OTEL_TRACES_SAMPLER';
const ARGUMENT = 'OTEL_TRACES_SAMPLER_ARG';
const ALWAYS = `set ${SAMPLER}=parentbased_always_on, or remove it`;

export function recordingMistakes(env: Env): Mistake[] {
  if (valueOf(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') {
    const variable = 'OTEL_SDK_DISABLED';
    const evidence = `${variable}=true`;
    return [{ cause: 'sdk-disabled', variable, evidence, change: `remove ${variable}` }];
  }
  return [
    ...samplerMistakes(env),
    ...instrumentationMistakes(env),
    ...resourceMistakes(env),
    ...batchMistakes(env),
  ];
}

function samplerMistakes(env: Env): Mistake[] {
  const name = valueOf(env, SAMPLER);
  if (name === undefined) return [];
  const evidence = `${SAMPLER}=${name}`;
  const mistake = (cause: Mistake['cause'], change: string, more = ''): Mistake[] => [
    { cause, variable: SAMPLER, evidence: evidence + more, change },
  ];
  if (!SAMPLERS.includes(name))
    return mistake('sampler-unknown', `${ALWAYS}; known are ${SAMPLERS.join(', ')}`);
  if (name.endsWith('always_off')) return mistake('sampler-off', ALWAYS);
  if (!name.endsWith('traceidratio')) return [];
  if (name === 'traceidratio')
    return mistake('sampler-ignores-parent', `set ${SAMPLER}=parentbased_traceidratio`);
  const argument = valueOf(env, ARGUMENT);
  const ratio = Number(argument ?? 1);
  const more = ` with ${ARGUMENT}=${argument}`;
  if (!(ratio >= 0 && ratio <= 1))
    return mistake('sampler-argument', `set ${ARGUMENT} to 0 to 1, e.g. 0.5`, more);
  return ratio < LOW_RATIO ? mistake('sampler-ratio-low', `set ${ARGUMENT}=1`, more) : [];
}

function instrumentationMistakes(env: Env): Mistake[] {
  const [only, without] = ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'OTEL_NODE_DISABLED_INSTRUMENTATIONS'];
  const enabled = valueOf(env, only);
  const disabled = listOf(valueOf(env, without) ?? '');
  const off = NEEDED.filter((name) => disabled.includes(name));
  const left = enabled ? NEEDED.filter((name) => !listOf(enabled).includes(name)) : [];
  const cause = 'instrumentation-missing';
  if (off.length > 0) {
    const evidence = `${without}=${disabled.join(',')}`;
    return [{ cause, variable: without, evidence, change: `take ${off.join(' and ')} out of ${without}` }];
  }
  if (left.length === 0) return [];
  const evidence = `${only}=${enabled}: ${left.join(' and ')} ${left.length > 1 ? 'are' : 'is'} not among them`;
  return [{ cause, variable: only, evidence, change: `add ${left.join(',')} to ${only}` }];
}

function resourceMistakes(env: Env): Mistake[] {
  const variable = 'OTEL_RESOURCE_ATTRIBUTES';
  const entries = (valueOf(env, variable) ?? '').split(',').filter((entry) => entry.trim());
  const wrong = entries.find((entry) => !/^\s*[^=\s][^=]*=[^=]*$/.test(entry));
  const mistakes: Mistake[] = [];
  if (wrong !== undefined) {
    const evidence = `${variable} has the entry '${wrong.trim().slice(0, 60)}'`;
    mistakes.push({ cause: 'resource-attributes', variable, evidence, change: 'write it as key=value' });
  }
  const named =
    valueOf(env, 'OTEL_SERVICE_NAME') ?? entries.find((entry) => /^\s*service\.name=./.test(entry));
  if (named === undefined) {
    const name = 'OTEL_SERVICE_NAME';
    const evidence = `${name} is not set: its spans are of unknown_service`;
    mistakes.push({ cause: 'service-name-missing', variable: name, evidence, change: `set ${name}` });
  }
  return mistakes;
}

function batchMistakes(env: Env): Mistake[] {
  const [delay, queue] = ['OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BSP_MAX_QUEUE_SIZE'];
  const mistakes: Mistake[] = [];
  if (Number(valueOf(env, delay) ?? 0) > LONG_DELAY) {
    const evidence = `${delay}=${valueOf(env, delay)}: milliseconds`;
    mistakes.push({ cause: 'batch-delay', variable: delay, evidence, change: `set ${delay}=250` });
  }
  if (Number(valueOf(env, queue) ?? SMALL_QUEUE) < SMALL_QUEUE) {
    const evidence = `${queue}=${valueOf(env, queue)}`;
    mistakes.push({ cause: 'queue-too-small', variable: queue, evidence, change: `remove ${queue} (2048)` });
  }
  return mistakes;
}
