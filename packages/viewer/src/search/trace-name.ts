import type { FoundTrace } from '../api/types.ts';

/** What a trace is called: its root's service and operation, as far as they are known. */
export function traceName({
  rootService,
  rootOperation,
}: Pick<FoundTrace, 'rootService' | 'rootOperation'>): string {
  if (!rootService && !rootOperation) return '(no root span)';
  return `${rootService || '(no service name)'}: ${rootOperation || '(no name)'}`;
}
