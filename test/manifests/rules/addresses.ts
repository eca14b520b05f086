import { addressesIn, type Address } from '../addresses.ts';
import { at, type KubeObject } from '../object.ts';
import { containersOf, podsOf, type EnvVar } from '../pods.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from './rule.ts';

export const addresses: Rule = {
  name: 'addresses',
  says: 'an address in a variable, an argument or a configuration is that of a Service which is there',
  check: (objects) => {
    const made = new Set(
      objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
    );
    return objects.flatMap((object) =>
      textsOf(object).flatMap(({ field, text }) =>
        addressesIn(text, made).flatMap((address) => check(object, field, address, objects, made)),
      ),
    );
  },
};

interface Text {
  readonly field: string;
  readonly text: string;
}

function textsOf(object: KubeObject): Text[] {
  const data = Object.entries(at<Record<string, string>>(object, 'data') ?? {}).map(([key, text]) => ({
    field: `data[${key}]`,
    text: object.kind === 'Secret' ? Buffer.from(text, 'base64').toString() : withoutComments(text),
  }));
  const pods = podsOf(object).flatMap((pod) =>
    containersOf(pod).flatMap(({ container: { env = [], command = [], args = [] }, field }) => [
      ...env.map((each) => ({ field: `${field}.env[${each.name}]`, text: expand(each, env, object) })),
      ...[...command, ...args].map((text) => ({ field: `${field}.args`, text })),
    ]),
  );
  return [...data, ...pods];
}

const withoutComments = (text: string): string => text.replaceAll(/(^|\s)#.*$/gm, '');

function expand({ value = '' }: EnvVar, env: readonly EnvVar[], object: KubeObject): string {
  return value.replaceAll(/\$\((\w+)\)/g, (unknown, name: string) => {
    const other = env.find((each) => each.name === name);
    const isNamespace = other?.valueFrom?.fieldRef?.fieldPath === 'metadata.namespace';
    return other?.value ?? (isNamespace ? object.metadata.namespace : undefined) ?? unknown;
  });
}

function check(
  object: KubeObject,
  field: string,
  { text, name, namespace = object.metadata.namespace, port }: Address,
  objects: readonly KubeObject[],
  made: ReadonlySet<string>,
): Problem[] {
  // Of somebody else's installation, as Knative's broker-ingress.
  if (namespace === undefined || !made.has(namespace)) return [];
  const near = objects.filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === namespace);
  const service = near.find(({ metadata }) => metadata.name === name);
  const problem = (wrong: string, remedy: string) => [
    { object, field, wrong: `has the address ${text}: ${wrong}`, remedy },
  ];
  if (!service) {
    const names = near.map(({ metadata }) => metadata.name).toSorted();
    return problem(`there is no Service ${name} in ${namespace}`, `There are ${names.join(', ')}.`);
  }
  const ports = portsOf(service);
  return port === undefined || ports.length === 0 || ports.includes(port)
    ? []
    : problem(`the Service has no port ${port}`, `It has ${ports.join(', ')}.`);
}

/** Those of a Knative Service are always the same. */
const portsOf = (service: KubeObject): number[] =>
  service.apiVersion === 'v1'
    ? (at<{ port: number }[]>(service, 'spec', 'ports') ?? []).map(({ port }) => port)
    : [80, 443];
