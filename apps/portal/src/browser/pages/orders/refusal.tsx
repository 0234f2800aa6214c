import type { Order } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { RefusalWords } from '../../ui/refusal-words.tsx';
import { RuleLink } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';

type OrderRefusal = Order['refusals'][number];

/** Why a revision was refused: every violation with its place, what stood there, what may, and what to do (O5). */
export function Refusal({ orderNumber, refusal }: { orderNumber: string; refusal: OrderRefusal }) {
  const { revision, at, violations } = refusal;
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify({ orderNumber, ...refusal }, null, 2));
    announce(t.common.copied);
  };
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t.orders.refused(format.count(revision), format.instant(at))}</h2>
        <button type="button" onClick={() => void copy()}>
          {t.trace.copyForErp}
        </button>
      </div>
      <div class="table-scroll">
        <table class="stacked top-aligned">
          <thead>
            <tr>
              <th scope="col">{t.trace.what}</th>
              <th scope="col">{t.trace.path}</th>
              <th scope="col">{t.trace.value}</th>
              <th scope="col">{t.trace.limit}</th>
            </tr>
          </thead>
          <tbody>
            {violations.map((violation) => {
              const { code, path, value, actual, limit } = violation;
              return (
                <tr key={`${code} ${path}`}>
                  <td>
                    <span class="violation">
                      <RefusalWords violation={violation} />
                      <RuleLink code={code} />
                    </span>
                  </td>
                  <td data-title={t.trace.path}>{path ? <code>{path}</code> : t.common.none}</td>
                  <td data-title={t.trace.value}>{value ?? actual ?? t.common.none}</td>
                  <td data-title={t.trace.limit}>{limit ?? t.common.none}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
