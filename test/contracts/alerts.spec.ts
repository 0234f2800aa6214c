import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createMetrics, eventLoopInterval } from '#runtime/environment/metrics.ts';

const deploy = path.join(import.meta.dirname, '..', '..', 'deploy');
const read = (...file: string[]) => readFileSync(path.join(deploy, ...file), 'utf8');

const { registry } = createMetrics();
const labelsOf = (metric: string): readonly string[] =>
  (registry.getSingleMetric(metric) as unknown as { labelNames?: readonly string[] } | undefined)?.labelNames ?? [];

/** The metric that a name in an expression stands for; those of histograms have endings. */
const metricOf = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
const metricsIn = (expression: string) =>
  (expression.match(/\b(seatwright|process|nodejs)_\w+|\bup\b/g) ?? []).map(metricOf);
/** Whether Prometheus could ask us: it writes that down itself. */
const isThere = (name: string) => name === 'up' || registry.getSingleMetric(name) !== undefined;

/** Labels that an expression or its words go by, without those that Prometheus gives to every metric. */
function labelsIn(expression: string, words: string): string[] {
  const grouped = [...expression.matchAll(/by \((.*?)\)/g)].flatMap(([, labels = '']) => labels.split(', '));
  const selected = [...expression.matchAll(/[{,]\s*(\w+)\s*=~?"/g)].map(([, label = '']) => label);
  const told = [...words.matchAll(/\$labels\.(\w+)|\{\{(\w+)\}\}/g)].map(([, alert, legend]) => alert ?? legend ?? '');
  return [...grouped, ...selected, ...told].filter((label) => !['job', 'instance', 'le'].includes(label));
}

function expectToBeThere(title: string, expression: string, words: string): void {
  const metrics = metricsIn(expression);
  expect([title, metrics.filter((name) => !isThere(name)), metrics.length > 0]).toEqual([title, [], true]);
  const known = metrics.flatMap(labelsOf);
  expect([title, labelsIn(expression, words).filter((label) => !known.includes(label))]).toEqual([title, []]);
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: object }[];
  }[];
}

test('R19 alerts name metrics and labels that exist', () => {
  const rules = (parse(read('prometheus', 'alerts.yaml')) as Rules).groups.flatMap((group) => group.rules);
  for (const { alert, expr, annotations } of rules) expectToBeThere(alert, expr, JSON.stringify(annotations));
  expect(rules.length).toBeGreaterThan(3);
  const { scrape_configs } = parse(read('prometheus', 'prometheus.yaml')) as { scrape_configs: { job_name: string }[] };
  const jobs = rules.flatMap(({ expr }) => [...expr.matchAll(/job="(\w+)"/g)].map(([, job]) => job));
  expect(jobs).toEqual(scrape_configs.map(({ job_name }) => job_name));
});

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly type: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

describe('R19 the dashboard', () => {
  const { panels } = JSON.parse(read('grafana', 'seatwright.json')) as Dashboard;
  const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

  test('names metrics and labels that exist', () => {
    for (const { title, expr, legendFormat } of targets) expectToBeThere(title, expr, legendFormat);
  });

  test('shows every metric of ours', async () => {
    const shown = new Set(targets.flatMap(({ expr }) => metricsIn(expr)));
    const ours = (await registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('seatwright_'));
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  test('takes the interval of the timer off how late the event loop is', () => {
    const late = targets.filter(({ expr }) => expr.includes('nodejs_eventloop_lag'));
    expect(late.map(({ expr }) => expr)).toEqual([expect.stringContaining(` - ${eventLoopInterval / 1000}`)]);
  });

  test('has panels beside each other, none over another', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(cells.length).toBe(new Set(cells).size);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
