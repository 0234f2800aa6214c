import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createMetrics } from '#runtime/environment/metrics.ts';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: object }[];
  }[];
}

test('R19 alerts name metrics and labels that exist', () => {
  const file = path.join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', 'alerts.yaml');
  const rules = (parse(readFileSync(file, 'utf8')) as Rules).groups.flatMap((group) => group.rules);
  const { registry } = createMetrics();
  for (const { alert, expr, annotations } of rules) {
    const names = expr.match(/seatwright_\w+/g) ?? [];
    expect([alert, names.filter((name) => !registry.getSingleMetric(name))]).toEqual([alert, []]);
    const metric = registry.getSingleMetric(names[0] ?? '') as unknown as { labelNames: readonly string[] };
    const labels = [
      ...(expr.match(/by \((.*?)\)/)?.[1]?.split(', ') ?? []),
      ...[...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map((match) => match[1] ?? ''),
    ];
    expect([alert, labels.filter((label) => !metric.labelNames.includes(label))]).toEqual([alert, []]);
  }
  expect(rules.length).toBeGreaterThan(3);
});
