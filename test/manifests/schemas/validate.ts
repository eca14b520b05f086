/** Holds objects to the recorded schemas of the API. */
import { Ajv, type ErrorObject } from 'ajv';
import { at, kindOf, type KubeObject } from '../object.ts';
import type { Problem } from '../problem.ts';
import { recordedSchemas } from './recorded.ts';
import { reference } from './strict.ts';

const recorded = recordedSchemas();
const definitions = Object.assign({}, ...recorded.map((each) => each.definitions)) as object;

// `verbose` hands the schema that was broken along: what it would allow is part of the message.
const ajv = new Ajv({ strict: false, allErrors: true, verbose: true, validateFormats: false });
ajv.addSchema({ $id: 'api', definitions });

/** By `apiVersion/kind`. */
export const kinds: ReadonlyMap<string, { namespaced: boolean; source: string }> = new Map(
  recorded.flatMap(({ source, kinds: own }) =>
    Object.entries(own).map(([kind, { namespaced }]) => [kind, { namespaced, source }] as const),
  ),
);

/** Fields that a CustomResourceDefinition leaves open, although a pod is to be made of them. */
const POD_TEMPLATE = 'io.k8s.api.core.v1.PodTemplateSpec';
const LEFT_OPEN: Record<string, string[]> = {
  'sources.knative.dev/v1/ContainerSource': ['spec', 'template'],
};

const validated = new WeakMap<KubeObject, Problem[]>();

/** An object that is in several combinations is checked once. */
export function validate(object: KubeObject): Problem[] {
  const problems = validated.get(object) ?? validateNow(object);
  validated.set(object, problems);
  return problems;
}

function validateNow(object: KubeObject): Problem[] {
  const kind = kindOf(object);
  const known = kinds.get(kind);
  if (!known)
    return [
      {
        object,
        field: 'apiVersion',
        wrong: `and kind (${kind}) have no recorded schema`,
        remedy:
          'Mind the spelling, or add the kind to k8s/tests/schemas/sources.yaml and run `npm run record-schemas`.',
      },
    ];
  const open = LEFT_OPEN[kind];
  const problems = open ? check(object, POD_TEMPLATE, at(object, ...open), open.join('.')) : [];
  return [...check(object, kind, object), ...problems].map(({ remedy, ...problem }) => ({
    ...problem,
    remedy: remedy || `See ${kind} in ${known.source}.`,
  }));
}

function check(object: KubeObject, definition: string, value: unknown, prefix = ''): Problem[] {
  const test = ajv.getSchema(`api${reference(definition).$ref as string}`);
  if (!test) throw new Error(`Cannot check ${definition}: its schema was not recorded`);
  if (test(value) === true) return [];
  return (test.errors ?? []).map((error) => toProblem(object, error, prefix));
}

function toProblem(object: KubeObject, error: ErrorObject, prefix: string): Problem {
  const { params, parentSchema, data, message = '' } = error;
  const field = [prefix, pathOf(error.instancePath)].filter(Boolean).join('.');
  const below = (name: unknown) => [field, String(name)].filter(Boolean).join('.');
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(at<object>(parentSchema, 'properties') ?? {}).toSorted();
    const remedy = `Mind the spelling and the place. Here may be: ${known.join(', ')}.`;
    return { object, field: below(params.additionalProperty), wrong: 'is not a field of this API', remedy };
  }
  if (error.keyword === 'required')
    return { object, field: below(params.missingProperty), wrong: 'is missing', remedy: '' };
  const allowed = error.keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  return {
    object,
    field: field || 'it',
    wrong: `${message}${allowed}, and is ${JSON.stringify(data)}`,
    remedy: '',
  };
}

/** `/spec/ports/0/name` as `spec.ports[0].name`. */
const pathOf = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : part))
    .join('.')
    .replaceAll('.[', '[');
