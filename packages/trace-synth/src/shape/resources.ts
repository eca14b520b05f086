/** The hosts that services run on, the same for the same seed. */
import { Random } from './random.ts';
import type { CompiledService } from './compile.ts';
import type { ShapeResource, ShapeValue } from './shape.ts';

const SDK_VERSIONS: Readonly<Record<string, string>> = {
  nodejs: '2.5.0',
  java: '1.58.0',
  go: '1.39.0',
  python: '1.39.1',
  dotnet: '1.14.0',
  ruby: '1.10.0',
};

/** All instances of a service. @param skewNanos how far a host's clock may be off, either way */
export function hostsOf(service: CompiledService, seed: number, skewNanos: number): ShapeResource[] {
  const { language, version, instances, resource } = service.definition;
  return Array.from({ length: instances }, (_, instance) => {
    const random = new Random(seed ^ 0x5eed, service.index * 10_007 + instance);
    const attributes = new Map<string, ShapeValue>([
      ['service.version', version],
      ['service.instance.id', random.uuid()],
      ['telemetry.sdk.name', 'opentelemetry'],
      ['telemetry.sdk.language', language],
      ['telemetry.sdk.version', SDK_VERSIONS[language] ?? '1.0.0'],
      ['host.name', `node-${1 + random.int(200)}`],
      ['k8s.pod.name', `${service.name}-${random.hex(9)}-${random.hex(5)}`],
      ...Object.entries(resource),
    ]);
    const skew = Math.round((random.next() * 2 - 1) * skewNanos);
    return {
      service: service.name,
      attributes: [...attributes],
      ...(skewNanos > 0 && { skewNanos: skew }),
    };
  });
}
