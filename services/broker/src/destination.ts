/** Where events are delivered (Knative `duck.v1.Destination`): a URL, or the name of a Service. */
import { z } from 'zod';

/** The address of each Service by name, in place of the names that a cluster would resolve. */
export type Services = ReadonlyMap<string, string>;

const httpUrl = (text: string, base?: string): string | undefined => {
  const url = URL.parse(text, base);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
};

/** Becomes a URL. With both, `uri` is relative to `ref` (knative/specs, eventing control-plane, destination resolution). */
export const destination = (services: Services) =>
  z
    .strictObject({
      uri: z.string().optional(),
      ref: z
        .strictObject({
          apiVersion: z.string(),
          kind: z.literal('Service', { error: 'expected Service: nothing else can be resolved here' }),
          name: z.string(),
          namespace: z.string().optional(),
        })
        .optional(),
    })
    .transform(({ uri, ref }, context): string => {
      const base = ref && services.get(ref.name);
      if (ref && !base) {
        context.addIssue({ code: 'custom', path: ['ref'], message: unknownService(ref.name) });
        return z.NEVER;
      }
      const url = httpUrl(uri ?? base ?? '', base);
      if (url) return url;
      context.addIssue('expected a ref to a Service, or a uri that is an http:// or https:// URL');
      return z.NEVER;
    });

const unknownService = (name: string) =>
  `no address is known for the Service ${name}: set ${addressSetting(name)}=http://…`;

const PREFIX = 'SUBSCRIBER_';

const addressSetting = (name: string) => PREFIX + name.toUpperCase().replaceAll('-', '_');

/** From settings like `SUBSCRIBER_EVENT_DISPLAY=http://127.0.0.1:8089`: the address of the Service event-display. */
export function readServices(env: NodeJS.ProcessEnv): Services {
  const services = new Map<string, string>();
  for (const [setting, value] of Object.entries(env)) {
    if (!setting.startsWith(PREFIX) || !value) continue;
    const url = httpUrl(value);
    if (!url) throw new Error(`Cannot start broker: ${setting} is no http:// or https:// URL`);
    services.set(setting.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), url);
  }
  return services;
}
