import { accountStockPath } from '../../addresses.ts';
import type { Account, StockLot } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { StockGrid } from '../stock/stock-grid.tsx';

/** What a reseller has in stock. */
export function AccountStock({ account }: { account: Account }) {
  return <StockGrid list={useList<StockLot>(accountStockPath(account.accountId))} />;
}
