/** What became of the marks that were sent: a finding for each that was not taken, a check for each. */
import { finding, type Check, type Finding } from '../finding.ts';
import { explainFailure } from './explain-failure.ts';
import { explainRefusal } from './explain-refusal.ts';
import { isTaken } from './outcome.ts';
import type { NotSent, Sent } from './send-mark.ts';

export const isSent = (each: Sent | NotSent): each is Sent => 'outcome' in each;

/** What several protocols suffer alike at one host is said once. */
export async function carryFindings(sent: readonly Sent[]): Promise<Finding[]> {
  const found = await Promise.all(sent.filter(({ outcome }) => !isTaken(outcome)).map(explain));
  const alike = Map.groupBy(found, ({ host, said }) => `${said.cause} ${host}`);
  return [...alike.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const unique = (pick: (each: Finding) => string) => [...new Set(of.map(({ said }) => pick(said)))];
    const services = of.flatMap(({ said }) => said.services);
    const [about, evidence] = [unique((each) => each.about), unique((each) => each.evidence)];
    return [{ ...first.said, about: about.join(', '), evidence: evidence.join('; '), services }];
  });
}

async function explain({ target, address, outcome }: Sent): Promise<{ host: string; said: Finding }> {
  const { cause, evidence, change } =
    outcome.kind === 'failed'
      ? await explainFailure(target, address.url, outcome.code)
      : await explainRefusal(target, address.url, outcome);
  const { protocol, services } = target;
  const said = finding(cause, { about: protocol, evidence, change: `${target.where}: ${change}`, services });
  return { host: new URL(target.url).hostname, said };
}

export function carryChecks(all: readonly (Sent | NotSent)[]): Check[] {
  return all.map((each) => {
    const { protocol, url } = each.target;
    const { origin, pathname } = new URL(url);
    const to = `${origin}${pathname === '/' ? '' : pathname}`;
    const check = { stage: 'carried', name: protocol } as const;
    if (!isSent(each)) return { ...check, state: 'skipped', says: each.skip };
    if (isTaken(each.outcome))
      return { ...check, state: 'fine', says: `${to}, taken in ${Math.round(each.ms)} ms` };
    const { outcome } = each;
    const what = outcome.kind === 'failed' ? outcome.code : `answered ${outcome.grpc ?? outcome.status}`;
    return { ...check, state: 'wrong', says: `${to}, ${what}` };
  });
}
