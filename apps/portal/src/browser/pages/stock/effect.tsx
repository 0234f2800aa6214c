import type { StockMovePreview } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Change } from '../transfer/change.tsx';

interface EffectProps {
  readonly plan: Pick<StockMovePreview, 'stockBefore' | 'stockAfter' | 'moved'>;
  /** Who gets it. */
  readonly name: string;
}

/** What a move of stock comes to. S2: a customer's licenses are active at once. S5: stock of a sub-reseller keeps its year. */
export function Effect({ plan: { stockBefore, stockAfter, moved = [] }, name }: EffectProps) {
  return (
    <>
      {stockBefore !== undefined && stockAfter !== undefined && (
        <p>
          {t.stock.title} <Change before={stockBefore} after={stockAfter} />
        </p>
      )}
      {moved.map(({ lot, targetLot, quantity }) => {
        const count = format.count(quantity);
        // The same lot on both sides stays the stock that it is.
        const isCustomers = targetLot !== undefined && targetLot.lotId !== lot.lotId;
        const end = (targetLot ?? lot).endsOn;
        const until = end ? format.day(end) : t.organization.perpetual;
        return (
          <p key={lot.lotId}>
            {isCustomers ? t.stock.gets(name, count, until) : t.stock.getsStock(name, count, until)}
          </p>
        );
      })}
    </>
  );
}
