/** Finds in a text the addresses of Services: in URLs, and as `name.namespace:port`. */

export interface Address {
  readonly text: string;
  /** The Service, and its namespace where the address says so. */
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

const URLS = /\b([a-z][a-z0-9+]*):\/\/(?:[^@\s/"']*@)?([a-z0-9][a-z0-9.-]*)(?::(\d+))?(?![\w$])/g;
const HOSTS = /(?<![\w./:@-])([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+):(\d+)\b/g;

const DEFAULT_PORTS: Record<string, number> = { http: 80, https: 443, postgres: 5432 };

/** `namespaces` tells `user.tracewalk` from `example.com`. */
export function addressesIn(text: string, namespaces: ReadonlySet<string>): Address[] {
  const urls = [...text.matchAll(URLS)].map(([url, scheme = '', host = '', port]) => ({
    text: url,
    host,
    port: port === undefined ? DEFAULT_PORTS[scheme] : Number(port),
  }));
  const hosts = [...text.matchAll(HOSTS)].map(([found, host = '', port]) => ({
    text: found,
    host,
    port: Number(port),
  }));
  return [...urls, ...hosts].flatMap(({ text: found, host, port }) => {
    const service = serviceOf(host, namespaces);
    return service ? [{ text: found, ...service, port }] : [];
  });
}

function serviceOf(
  host: string,
  namespaces: ReadonlySet<string>,
): { name: string; namespace?: string } | undefined {
  if (/^[\d.]+$/.test(host) || host === 'localhost') return undefined;
  const parts = host.replace(/\.svc(\.cluster\.local)?\.?$/, '').split('.');
  if (parts.length === 1) return { name: host };
  // Before a Service's name may stand a pod's: `cassandra-0.cassandra.observability`.
  const [name = '', namespace = ''] = parts.slice(-2);
  return /\.svc(\.|$)/.test(host) || namespaces.has(namespace) ? { name, namespace } : undefined;
}
