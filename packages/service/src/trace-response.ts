import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';

/** Tells the caller the trace id in the `traceresponse` header (W3C Trace Context level 2, working draft). */
export const traceResponse: RequestHandler = (_request, response, next) => {
  const context = trace.getActiveSpan()?.spanContext();
  if (context && isSpanContextValid(context)) {
    const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0');
    response.setHeader('traceresponse', `00-${context.traceId}-${context.spanId}-${flags}`);
  }
  next();
};
