/** What a host is to a pod: a Service, or something outside. */

export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** Of `a.b` nobody can tell: what ends like this is one of the world's names. */
const OUTSIDE = /\.(?:com|org|net|io|dev|cloud|eu|de|cn|internal|local)$/;

/** Undefined where it is an address, or a name of the outside. */
export function serviceNamed(host: string, namespace: string): ServiceName | undefined {
  if (/^[\d.]+$|:|^localhost$/.test(host)) return undefined;
  const inside = host.replace(/\.svc(?:\.cluster\.local)?\.?$/, '');
  const [name = '', its = namespace, ...more] = inside.split('.');
  if (more.length > 0 || (inside === host && OUTSIDE.test(host))) return undefined;
  return { name, namespace: its };
}
