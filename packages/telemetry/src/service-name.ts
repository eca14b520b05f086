/** Whose code is running. A process of one service knows it from its environment; with several, the running one is asked. */
import { shared } from './shared.ts';

/** The service whose code is running; empty where nobody said. */
export const serviceName = (): string => shared.serviceName?.() ?? process.env['OTEL_SERVICE_NAME'] ?? '';

/** Says how to find out. */
export function nameServiceBy(find: () => string): void {
  shared.serviceName = find;
}
