/** What the answer of frontend shows, where there is no trace to look at. */
import type { Trace } from '@tracewalk/trace-model';
import type { Cause } from '../causes.ts';
import type { Place } from '../place.ts';
import type { Asked } from './ask-frontend.ts';
import type { Judgement } from './judge-story.ts';
import { servicesOf, type Story } from './stories.ts';

export function judgeAnswer(
  { frontend }: Place,
  { name }: Story,
  { status = 0, code, problem }: Asked,
): Judgement | undefined {
  const say = (cause: Cause, evidence: string) => ({
    cause,
    evidence,
    service: 'frontend',
    about: `frontend, ${name}`,
  });
  if (code) return say('frontend-unreachable', `${code} at ${frontend?.origin}`);
  return status >= 400
    ? say('request-failed', `frontend answered ${status}${problem ? `: ${problem}` : ''}`)
    : undefined;
}

/** Nothing of the one who begins: what it said of its own span tells why. */
export function judgeNothing(story: Story, asked?: Asked, trace?: Trace): Judgement {
  const [service = ''] = servicesOf(story);
  const say = (cause: Cause, evidence: string) => ({ cause, service, about: service, evidence });
  if (!asked) return say('silent', `no trace of ${service} within the last seconds`);
  const { response, mark } = asked;
  if (!response) return say('no-spans', `${service} answered without a traceresponse: it made no span`);
  // Without an SDK the API passes the caller's span on as its own.
  if (response.spanId === mark.spanId) {
    return say('no-spans', `${service} answered with the span of its caller: it made none`);
  }
  if (response.traceId !== mark.traceId) {
    const evidence = `asked in trace ${mark.traceId}, ${service} answered of ${response.traceId}`;
    return { ...say('trace-broken', evidence), about: `the caller → ${service}` };
  }
  if (!response.sampled)
    return say('sampled-out', `${service} says that it does not record trace ${mark.traceId}`);
  const others = trace ? `; ${trace.services.join(', ')} arrived` : '';
  return say(
    'spans-lost',
    `${service} says that it records trace ${mark.traceId}, and nothing of it arrives${others}`,
  );
}
