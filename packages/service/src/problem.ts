/** HTTP errors as `application/problem+json` (RFC 9457), each with the id of the trace that shows what happened. */
import { STATUS_CODES } from 'node:http';
import { isSpanContextValid, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';

/** An error whose text may be shown to the caller. `extensions` become members of the problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly extensions: Record<string, unknown>;

  constructor(status: number, detail: string, extensions: Record<string, unknown> = {}, cause?: unknown) {
    super(detail, { cause });
    this.name = 'Problem';
    this.status = status;
    this.extensions = extensions;
  }
}

/** What a request carried, checked by a schema; a 400 that lists each wrong field otherwise. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ field: issue.path.join('.'), detail: issue.message }));
  throw new Problem(400, `Cannot read the ${what}: ${errors.map(describe).join('; ')}`, { errors });
}

const describe = ({ field, detail }: { field: string; detail: string }) =>
  field ? `${field}: ${detail}` : detail;

/** The last route: whatever no other route answered. */
export const notFound: RequestHandler = (request) => {
  throw new Problem(404, `Cannot ${request.method} ${request.path}: there is no such route`);
};

type SendProblem = (response: Response, problem: Problem) => void;

/**
 * The last middleware: turns errors into problem documents, or whatever `send` makes of them. An error nobody foresaw is
 * recorded on the SERVER span.
 */
export function problems(log: Logger, send: SendProblem = sendProblem): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = toProblem(error);
    if (problem.status >= 500) {
      log.error({ err: error, route: request.path }, problem.message);
      if (!(error instanceof Problem)) recordUnforeseen(error);
    }
    send(response, problem);
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  const context = trace.getActiveSpan()?.spanContext();
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[problem.status] ?? 'Error',
        status: problem.status,
        detail: problem.message,
        ...problem.extensions,
        ...(context && isSpanContextValid(context) && { traceId: context.traceId }),
      }),
    );
}

/** Express and its body parsers mark what the caller did wrong with a 4xx `status`; anything else is our fault. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return new Problem(status, (error as Error).message);
  return new Problem(500, 'Something went wrong here. The trace shows where.');
}

/** The exception goes on the SERVER span, unless the query's own span has it already. */
function recordUnforeseen(error: unknown): void {
  const span = trace.getActiveSpan();
  if (!isFromDatabase(error)) span?.recordException(error instanceof Error ? error : String(error));
  span?.setStatus({ code: SpanStatusCode.ERROR });
}

/** What Postgres answers has a severity; the pg instrumentation records it. */
const isFromDatabase = (error: unknown): boolean => error instanceof Error && 'severity' in error;
