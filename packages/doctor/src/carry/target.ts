/** Where the services send their spans: each address once, by each protocol that it is used with. */
import { exportsOf, type Export, type Protocol } from '../settings/exports.ts';
import type { ServiceSettings } from '../settings/service-settings.ts';

export interface Target extends Export {
  /** The services that send there. */
  readonly services: readonly string[];
  /** Where the address is changed. */
  readonly where: string;
}

/** @param skip services whose settings say already that nothing can arrive */
export function targetsOf(settings: readonly ServiceSettings[], skip: ReadonlySet<string>): Target[] {
  const all = settings
    .filter(({ service }) => !skip.has(service))
    .flatMap(({ service, env, where }) =>
      exportsOf(env).map((each) => ({ ...each, service, where: where(each.variable) })),
    );
  const alike = Map.groupBy(all, ({ protocol, url, headers, ca }) =>
    JSON.stringify([protocol, url, headers, ca]),
  );
  const targets = [...alike.values()].flatMap((of) => {
    const [first] = of;
    return first ? [{ ...first, services: of.map(({ service }) => service) }] : [];
  });
  return [...targets, ...inJson(targets)].toSorted((a, b) => order(a) - order(b));
}

/** Pages send JSON to where their service sends protobuf. */
function inJson(targets: readonly Target[]): Target[] {
  return targets
    .filter(({ protocol, services }) => protocol === 'OTLP/HTTP protobuf' && services.includes('frontend'))
    .map((target) => ({ ...target, protocol: 'OTLP/HTTP JSON', services: [] }));
}

const ORDER: readonly Protocol[] = ['OTLP/HTTP protobuf', 'OTLP/HTTP JSON', 'OTLP/gRPC', 'Zipkin JSON'];
const order = ({ protocol }: Target): number => ORDER.indexOf(protocol);
