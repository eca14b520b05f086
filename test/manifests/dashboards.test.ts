/** Dashboards and alert rules ask for what is really emitted, of data sources that exist. Without Grafana. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { emittedMetrics } from './emitted-metrics.ts';
import { groupedBy, selectorsOf } from './promql.ts';

const GRAFANA = join(import.meta.dirname, '../../k8s/components/grafana');
const yaml = <T>(file: string): T => parse(readFileSync(join(GRAFANA, file), 'utf8')) as T;

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly targets: readonly { readonly refId: string; readonly expr: string }[];
}
interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly datasource: Panel['datasource']; readonly query: string }[];
  };
}
interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const dashboards = globSync('dashboards/*.json', { cwd: GRAFANA }).map(
  (file) => [basename(file), JSON.parse(readFileSync(join(GRAFANA, file), 'utf8')) as Dashboard] as const,
);
const dataSources = yaml<{ datasources: { uid: string; type: string }[] }>(
  'grafana/datasources.yaml',
).datasources;
const rules = yaml<{ groups: { rules: Rule[] }[] }>('prometheus/alerts.yaml').groups.flatMap(
  (group) => group.rules,
);

const emitted = emittedMetrics();
/** Added by Prometheus: to what it scrapes, and by itself about scrapes and alerts. */
const SCRAPED = ['job', 'instance'];
const OWN: Record<string, string[]> = {
  up: [],
  scrape_samples_scraped: [],
  ALERTS: [
    'alertname',
    'alertstate',
    'severity',
    'service_name',
    'k8s_namespace_name',
    'exporter',
    'receiver',
  ],
};

const labelsOf = (metric: string): Set<string> | undefined => {
  const labels = OWN[metric] ?? emitted.get(metric);
  return labels && new Set([...labels, ...SCRAPED]);
};

/** Every name in the expression that nothing emits. */
function unknownNames(expression: string): string[] {
  const selectors = selectorsOf(expression);
  const known = selectors.map(({ metric }) => labelsOf(metric));
  const grouped = groupedBy(expression).filter((label) => !known.some((labels) => labels?.has(label)));
  return [
    ...selectors.flatMap(({ metric, labels }, index) =>
      known[index]
        ? labels.filter((label) => !known[index]?.has(label)).map((label) => `${metric}{${label}}`)
        : [metric],
    ),
    ...grouped.map((label) => `by (${label})`),
  ];
}

test('a metric or label that nobody emits is noticed', () => {
  expect(
    unknownNames('sum by (colour) (rate(up{job="x",shape=~"a{2}"}[5m])) / on (job) requests_total > 0.5'),
  ).toEqual(['up{shape}', 'requests_total', 'by (colour)']);
});

describe.each(dashboards)('%s', (file, dashboard) => {
  it('is one that Grafana can tell from the others, and that the ConfigMap has', () => {
    expect(dashboards.filter(([, other]) => other.uid === dashboard.uid)).toHaveLength(1);
    const { configMapGenerator } = yaml<{ configMapGenerator: { files: string[] }[] }>('kustomization.yaml');
    expect(configMapGenerator.flatMap(({ files }) => files)).toContain(`dashboards/${file}`);
  });

  it.each(dashboard.panels.map((panel) => [panel.title, panel] as const))('%s', (_, panel) => {
    expect(dashboard.panels.filter(({ id }) => id === panel.id)).toHaveLength(1);
    expect(panel.description, 'what a learner sees').toMatch(/\.$/);
    expect(dataSources).toContainEqual(expect.objectContaining(panel.datasource));
    expect(panel.targets.flatMap(({ expr }) => unknownNames(expr))).toEqual([]);
  });

  it('has variables that ask for what is emitted', () => {
    for (const { datasource, query } of dashboard.templating.list) {
      const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
      expect(dataSources).toContainEqual(expect.objectContaining(datasource));
      expect(unknownNames(`sum by (${label}) (${selector})`)).toEqual([]);
    }
  });
});

test.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for what is emitted', (_, { expr }) => {
  expect(unknownNames(expr)).toEqual([]);
});
