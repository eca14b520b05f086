/**
 * `K_CE_OVERRIDES`: extensions that whoever owns the source puts on each of its events, as Knative injects them:
 * `{"extensions":{"team":"red"}}` (knative/specs, eventing/overview: sources; SinkBinding).
 */
import { z } from 'zod';

/** The attributes that CloudEvents itself defines: an extension may not be called so. */
const CONTEXT_ATTRIBUTES = new Set([
  'data',
  'datacontenttype',
  'dataschema',
  'id',
  'source',
  'specversion',
  'subject',
  'time',
  'type',
]);

const extensions = z
  .record(z.string(), z.string({ error: 'expected text as the value' }).max(1_024))
  .superRefine((given, context) => {
    for (const name of Object.keys(given)) {
      const wrong = whatIsWrongWith(name);
      if (wrong) context.addIssue({ code: 'custom', message: `${JSON.stringify(name)} ${wrong}` });
    }
  });

export const ceOverrides = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('expected JSON, e.g. {"extensions":{"team":"red"}}');
      return z.NEVER;
    }
  })
  .pipe(z.object({ extensions: extensions.default({}) }, { error: 'expected an object with "extensions"' }))
  .prefault('{}');

function whatIsWrongWith(name: string): string | undefined {
  if (!/^[a-z0-9]+$/.test(name)) return 'is no name for an extension: only a-z and 0-9 may be in it';
  if (CONTEXT_ATTRIBUTES.has(name)) return 'is an attribute of CloudEvents itself, no extension';
  return undefined;
}
