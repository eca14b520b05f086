/**
 * Lets instrumentations patch ES modules as they are loaded. Call this after the OpenTelemetry packages were imported:
 * hooks that were there first would wrap the SDK's own http client too, and every call would have two CLIENT spans.
 */
import { register } from 'import-in-the-middle/register-hooks.mjs';

/** Only what the instrumentations patch: each hooked module costs time at start. */
const PATCHED = ['http', 'https', 'node:http', 'node:https', 'express', 'pg', 'pg-pool', 'pino'];

export function registerEsmHooks(): void {
  register({ include: PATCHED });
}
