import { containersOf, podsOf, type EnvVar } from '../pods.ts';
import type { Rule } from './rule.ts';

/** Kubernetes knows a variable only from its own line on. Before it, and without it, `$(NAME)` stays as it is. */
export const environment: Rule = {
  name: 'environment',
  says: 'an environment variable mentions only those that stand before it, and stands there once',
  check: (objects) =>
    objects.flatMap(podsOf).flatMap((pod) =>
      containersOf(pod).flatMap(({ container: { env = [] }, field }) => [
        ...undefinedIn(env).map(({ name, mentioned }) => ({
          object: pod.object,
          field: `${field}.env[${name}]`,
          wrong: `mentions $(${mentioned}), which does not stand before it`,
          remedy: `Put ${mentioned} first. In a strategic merge patch, name it before ${name} once more.`,
        })),
        ...env
          .filter(({ name }, index) => env.findIndex((each) => each.name === name) < index)
          .map(({ name }) => ({
            object: pod.object,
            field: `${field}.env[${name}]`,
            wrong: 'is there twice',
            remedy: 'Kubernetes takes the last: remove the other.',
          })),
      ]),
    ),
};

const undefinedIn = (env: readonly EnvVar[]): { name: string; mentioned: string }[] =>
  env.flatMap(({ name, value = '' }, index) =>
    [...value.matchAll(/(?<!\$)\$\(([A-Za-z_]\w*)\)/g)]
      .map(([, mentioned = '']) => ({ name, mentioned }))
      .filter(({ mentioned }) => !env.slice(0, index).some((each) => each.name === mentioned)),
  );
