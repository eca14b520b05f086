import { at } from '../object.ts';
import type { Rule } from './rule.ts';

/** A password in this repository is for a demo, and looks so. Anything else may be somebody's. */
export const secrets: Rule = {
  name: 'secrets',
  says: 'passwords and keys are visibly made up',
  check: (objects) =>
    objects
      .filter(({ kind }) => kind === 'Secret' || kind === 'ConfigMap')
      .flatMap((object) =>
        Object.entries(valuesOf(object)).flatMap(([key, value]) => {
          const wrong =
            object.kind === 'Secret' ? (looksStolen(value) ?? looksReal(value)) : looksStolen(value);
          const remedy =
            'Have it made on the cluster, or take one that says what it is (tracewalk, demo, change-me).';
          return wrong === undefined ? [] : [{ object, field: `data[${key}]`, wrong, remedy }];
        }),
      ),
};

function valuesOf(object: object): Record<string, string> {
  const encoded = at<Record<string, string>>(object, 'data') ?? {};
  if (at(object, 'kind') === 'ConfigMap') return encoded;
  const decoded = Object.entries(encoded).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString(),
  ]);
  return { ...(Object.fromEntries(decoded) as Record<string, string>), ...at<object>(object, 'stringData') };
}

const STOLEN =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\beyJ[\w-]{20,}\.eyJ/;
const MADE_UP = /tracewalk|demo|change.?me|example|workshop|not.a.secret/i;

const looksStolen = (value: string): string | undefined =>
  STOLEN.test(value) ? 'looks like a private key or a token' : undefined;

/** Long, and with letters of both cases or digits in one word: nobody types that. */
const looksReal = (value: string): string | undefined =>
  !MADE_UP.test(value) && /(?=\w*\d)(?=\w*[A-Za-z])[\w+/=]{16,}/.test(value)
    ? 'looks like a real password or key'
    : undefined;
