/** All rules. */
import { addresses } from './addresses.ts';
import { budgets } from './budgets.ts';
import { configurations } from './configurations.ts';
import { duplicates } from './duplicates.ts';
import { environment } from './environment.ts';
import { identity } from './identity.ts';
import { images } from './images.ts';
import { labels } from './labels.ts';
import { namespaces } from './namespaces.ts';
import { ports } from './ports.ts';
import { probes } from './probes.ts';
import { references } from './references.ts';
import { resources } from './resources.ts';
import { restricted } from './restricted.ts';
import type { Rule } from './rule.ts';
import { secrets } from './secrets.ts';
import { selectors } from './selectors.ts';
import { spread } from './spread.ts';
import { syntax } from './syntax.ts';
import { targets } from './targets.ts';
import { tokens } from './tokens.ts';

export const RULES: readonly Rule[] = [
  restricted,
  tokens,
  resources,
  probes,
  images,
  selectors,
  ports,
  addresses,
  references,
  targets,
  namespaces,
  duplicates,
  budgets,
  spread,
  labels,
  identity,
  environment,
  syntax,
  configurations,
  secrets,
];
