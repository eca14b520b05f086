/** What a person does on the page: by a link or a form, with a request, in a trace of its own. */

/** Runs an action; the calls it makes through `fetch` are in its trace. */
export type TraceAction = <Result>(
  name: string,
  act: (fetch: typeof globalThis.fetch) => Promise<Result>,
) => Promise<{ result: Result; traceId: string | undefined }>;

/** Without tracing the trace begins at frontend. */
export const untraced: TraceAction = async (_name, act) => ({
  result: await act((input, init) => fetch(input, init)),
  traceId: undefined,
});

/** The trace id in the header `traceresponse`. */
export const traceIdOf = (response: Response): string | undefined =>
  /^00-([0-9a-f]{32})-/.exec(response.headers.get('traceresponse') ?? '')?.[1];
