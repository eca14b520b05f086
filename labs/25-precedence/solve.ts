import type { Solve } from '@tracewalk/lab';
import { probe } from '@tracewalk/lab/probe';

export const solve: Solve = async (attempt) => {
  const { trace } = await probe(attempt, '/till');
  const span = trace?.nodes[0]?.span;
  return {
    trace: trace?.id ?? '',
    service: span?.service ?? '',
    version: String(span?.resource['service.version']),
    environment: String(span?.resource['deployment.environment.name']),
    office: String(span?.resource['app.office']),
  };
};
