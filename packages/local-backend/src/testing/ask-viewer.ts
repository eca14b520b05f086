/** For the tests of `/api/viewer/…`: backends with traces, and questions to them. */
import type { Backend } from '../backend.ts';
import { backendForTest, getJson, sendOtlp } from './backend-for-test.ts';
import { exampleTraces } from './example-traces.ts';
import type { OddTrace } from './odd-traces.ts';

export async function withExamples(): Promise<Backend> {
  const backend = await backendForTest();
  await sendOtlp(backend, exampleTraces);
  return backend;
}

export async function withOdd({ data }: OddTrace): Promise<Backend> {
  const backend = await backendForTest();
  await sendOtlp(backend, data);
  return backend;
}

export const askViewer = <T>(backend: Backend, path: string): Promise<T> =>
  getJson<T>(backend, `/api/viewer/${path}`);

/** Ids of spans in the examples are their numbers. */
export const spanId = (id: number): string => id.toString(16).padStart(16, '0');
