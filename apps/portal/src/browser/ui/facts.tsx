import type { ComponentChildren } from 'preact';
import { ofOthers } from './grid/of-others.tsx';

export type Fact = readonly [name: string, value: ComponentChildren];

/** What is known of one thing: names with their values; what has none is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{ofOthers(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
