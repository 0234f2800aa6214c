import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { UseBar } from '../../ui/use-bar.tsx';
import type { Rest } from './rows.ts';

/** What is left of each product at the source while rows come and go. */
export function Rests({ rests }: { rests: readonly Rest[] }) {
  return (
    <ul class="rests" aria-label={t.bulk.rest}>
      {rests.map(({ product, asked }) => {
        const rest = product.transferable - asked;
        const figures = [product.transferable, asked].map((count) => format.count(count));
        return (
          <li key={product.id}>
            <strong>{product.name}</strong>
            <UseBar total={product.transferable} inUse={asked} />
            <span class="muted">{t.bulk.restOf(figures[0] ?? '', figures[1] ?? '')}</span>
            <strong class={rest < 0 ? 'over' : undefined} role="status">
              {rest < 0 ? t.bulk.missing(format.count(-rest)) : t.bulk.left(format.count(rest))}
            </strong>
          </li>
        );
      })}
    </ul>
  );
}
