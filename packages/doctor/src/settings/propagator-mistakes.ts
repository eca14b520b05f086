/** Whether the services understand each other: what one writes, who is called has to read. */
import { finding, type Finding } from '../finding.ts';
import type { Mistake } from './mistake.ts';
import { listOf, valueOf, type Env, type ServiceSettings } from './service-settings.ts';

/** Who calls whom, over HTTP or (server to drain) through the queue. */
export const CALLS: readonly (readonly [caller: string, callee: string])[] = [
  ['frontend', 'user'],
  ['frontend', 'server'],
  ['user', 'profile'],
  ['scheduler', 'server'],
  ['server', 'drain'],
  ['drain', 'broker'],
  ['heartbeats', 'broker'],
  ['broker', 'coinflip'],
  ['broker', 'event-display'],
];

const FORMATS = ['tracecontext', 'b3', 'b3multi'];
const KNOWN = [...FORMATS, 'baggage', 'none'];
const VARIABLE = 'OTEL_PROPAGATORS';

const propagatorsOf = (env: Env): string[] => listOf(valueOf(env, VARIABLE) ?? 'tracecontext,baggage');

export function propagatorMistakes(env: Env): Mistake[] {
  const names = propagatorsOf(env);
  const unknown = names.find((name) => !KNOWN.includes(name));
  const evidence = `${VARIABLE}=${names.join(',')}`;
  if (unknown) {
    const change = `take ${unknown} out of ${VARIABLE}; known are ${KNOWN.join(', ')}`;
    return [{ cause: 'propagator-unknown', variable: VARIABLE, evidence, change }];
  }
  if (!names.includes('none') && names.some((name) => FORMATS.includes(name))) return [];
  return [
    {
      cause: 'propagators-none',
      variable: VARIABLE,
      evidence,
      change: `set ${VARIABLE}=tracecontext,baggage`,
    },
  ];
}

/** @param services without those whose propagators are wrong by themselves */
export function callMismatches(services: readonly ServiceSettings[]): Finding[] {
  return CALLS.flatMap(([from, to]) => {
    const caller = services.find(({ service }) => service === from);
    const callee = services.find(({ service }) => service === to);
    if (!caller || !callee) return [];
    const [writes, reads] = [formatsOf(caller.env), formatsOf(callee.env)];
    if (writes.some((format) => reads.includes(format))) return [];
    const wanted = [...propagatorsOf(caller.env), ...reads].join(',');
    return [
      finding('propagators-differ', {
        about: `${from} → ${to}`,
        evidence: `${from} writes ${writes.join(', ')}; ${to} reads ${reads.join(', ')}`,
        change: `${caller.where(VARIABLE)}: set ${VARIABLE}=${wanted}`,
        services: [to],
      }),
    ];
  });
}

const formatsOf = (env: Env): string[] => propagatorsOf(env).filter((name) => FORMATS.includes(name));
