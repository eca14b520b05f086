/** How the backend keeps traces. This is yours. */
import type { BackendOptions } from '@tracewalk/local-backend';

export const storage: Pick<BackendOptions, 'file' | 'maxBytes'> = {
  // As small as it may be.
  maxBytes: 1024 * 1024,
};
