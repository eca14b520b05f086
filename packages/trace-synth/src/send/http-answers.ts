/** What HTTP statuses mean (OTLP specification, "OTLP/HTTP Response"; zipkin-api, zipkin2-api.yaml). */
import type { Endpoint } from './endpoint.ts';
import type { ReadAnswer } from './http-channel.ts';
import type { HttpResponse } from './http-response.ts';
import type { Outcome } from './outcome.ts';
import { readPartialSuccess, readReason, readRetryAfter } from './read-answer.ts';

const TRY_AGAIN = [429, 502, 503, 504];

export const answerReader =
  ({ protocol, compression }: Pick<Endpoint, 'protocol' | 'compression'>): ReadAnswer =>
  (response) => {
    const { status, headers, body } = response;
    if (status >= 200 && status < 300) return protocol === 'zipkin' ? ACCEPTED : otlpAnswer(response);
    const said = readReason(body, headers.get('content-type'));
    const reason = [`it answers ${status}`, said].filter(Boolean).join(': ');
    if (TRY_AGAIN.includes(status)) {
      return { kind: 'later', reason, afterMs: readRetryAfter(headers.get('retry-after')), written: true };
    }
    // Collectors that do not know a content encoding say so with 400 or 415.
    const hint =
      compression !== 'none' && (status === 415 || status === 400)
        ? `. It may not take ${compression}: try --compression ${compression === 'zstd' ? 'gzip' : 'none'}`
        : '';
    return { kind: 'refused', reason: reason + hint };
  };

const ACCEPTED: Outcome = { kind: 'accepted', rejected: 0 };

function otlpAnswer({ headers, body }: HttpResponse): Outcome {
  try {
    const isJson = headers.get('content-type')?.includes('json') ?? false;
    return { kind: 'accepted', ...readPartialSuccess(body, isJson) };
  } catch {
    return { kind: 'refused', reason: 'its answer is no OTLP: is this the right address?' };
  }
}
