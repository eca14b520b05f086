/** The parts of Kubernetes' objects that matter here, as `kubectl get -o json` prints them. */

interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  deletionTimestamp?: string;
}

interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: { configMapKeyRef?: { name: string; key: string } };
}

export interface Container {
  env?: EnvVar[];
  envFrom?: { configMapRef?: { name: string } }[];
}

export interface Deployment {
  kind: 'Deployment';
  metadata: Metadata;
  spec: { replicas?: number; template: { spec: { containers: Container[] } } };
}

export interface Service {
  kind: 'Service';
  metadata: Metadata;
  spec: {
    type?: string;
    clusterIP?: string;
    selector?: Record<string, string>;
    ports?: { name?: string; port: number; appProtocol?: string }[];
  };
}

export interface EndpointSlice {
  kind: 'EndpointSlice';
  metadata: Metadata;
  endpoints?: { conditions?: { ready?: boolean } }[] | null;
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string }; running?: { startedAt?: string } };
  lastState?: { terminated?: { reason?: string; exitCode?: number } };
}

export interface Pod {
  kind: 'Pod';
  metadata: Metadata;
  status: {
    phase?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface ConfigMap {
  kind: 'ConfigMap';
  metadata: Metadata;
  data?: Record<string, string>;
}

export type KubernetesObject = Deployment | Service | EndpointSlice | Pod | ConfigMap;

/** What was read of some namespaces. */
export class Cluster {
  readonly #objects: readonly KubernetesObject[];

  constructor(objects: readonly KubernetesObject[]) {
    this.#objects = objects;
  }

  all<Kind extends KubernetesObject['kind']>(kind: Kind, namespace?: string) {
    return this.#objects.filter(
      (each): each is Extract<KubernetesObject, { kind: Kind }> =>
        each.kind === kind && (namespace === undefined || each.metadata.namespace === namespace),
    );
  }

  service(namespace: string, name: string): Service | undefined {
    return this.all('Service', namespace).find(({ metadata }) => metadata.name === name);
  }

  /** The pods that a Service selects; none where it has no selector. */
  podsOf({ metadata, spec: { selector } }: Service): Pod[] {
    const wanted = Object.entries(selector ?? {});
    if (wanted.length === 0) return [];
    return this.all('Pod', metadata.namespace).filter(
      ({ metadata: { labels, deletionTimestamp } }) =>
        !deletionTimestamp && wanted.every(([key, value]) => labels?.[key] === value),
    );
  }

  hasEndpoints({ metadata: { name, namespace } }: Service): boolean {
    return this.all('EndpointSlice', namespace)
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
      .some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false));
  }
}

export const isReady = ({ status }: Pod): boolean =>
  status.phase === 'Succeeded' ||
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
