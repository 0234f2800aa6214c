import type { z } from 'zod';
import {
  decreaseRequested,
  purchaseRequested,
  returnRequested,
  stockMoveRequested,
  stockPurchaseRequested,
  type TransferRequested,
  transferRequested,
} from '#contracts/license-requests.ts';
import { decideDecrease } from '#domain/licenses/actions/decrease.ts';
import { decidePurchase } from '#domain/licenses/actions/purchase.ts';
import { decideStockMove } from '#domain/licenses/actions/stock-move.ts';
import { decideStockPurchase } from '#domain/licenses/actions/stock-purchase.ts';
import { decideReturn, decideTransfer } from '#domain/licenses/actions/transfer.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Received } from '#runtime/slices/slice.ts';
import {
  accountStream,
  askedOf,
  askersOf,
  type LedgerBooks,
  type LedgerSlice,
  type RequestData,
  requestIdOf,
} from '../books/ledger.books.ts';
import { lineOf, stockLineOf, stockLinesOf } from '../books/wire-lines.ts';
import { productNeeds, stockNeeds, transferNeeds } from '../ledger.needs.ts';

/** What is asked of the ledger, over topic `license-requests` and over HTTP alike. */

const transfer: LedgerSlice<TransferRequested & RequestData> = {
  type: 'license.transfer-requested.v1',
  schema: transferRequested,
  streams: ({ from, to }) => [accountStream(from), accountStream(to)],
  needs: ({ from, to, lines }) => transferNeeds(from, to, lines),
  decide(books, message, now) {
    const { from, to, lines } = message.data;
    return [
      decideTransfer(books, { ...askedOf(message, books, now), from, to, lines: lines.map(lineOf) }, books.terms),
    ];
  },
};

/** The accounts are those of the transfer, which only the store can look up; it locks them when it has. */
const giveBack: LedgerSlice<z.infer<typeof returnRequested> & RequestData> = {
  type: 'license.return-requested.v1',
  schema: returnRequested,
  streams: () => [],
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(books, message, now) {
    const { transferId } = message.data;
    return [decideReturn(books, { ...askedOf(message, books, now), transferId }, books.terms)];
  },
};

type CountData = z.infer<typeof purchaseRequested> & RequestData;

const purchase: LedgerSlice<CountData> = {
  type: 'license.purchase-requested.v1',
  schema: purchaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide: (books, message, now) => [decidePurchase(books, countOf(message, books, now), books.terms)],
};

const decrease: LedgerSlice<CountData> = {
  type: 'license.decrease-requested.v1',
  schema: decreaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide: (books, message, now) => [decideDecrease(books, countOf(message, books, now), books.terms)],
};

const stockPurchase: LedgerSlice<z.infer<typeof stockPurchaseRequested> & RequestData> = {
  type: 'stock.purchase-requested.v1',
  schema: stockPurchaseRequested,
  streams: ({ accountId }) => [accountStream(accountId)],
  needs: productNeeds,
  decide(books, message, now) {
    const { contractId } = message.data;
    return [decideStockPurchase(books, { ...countOf(message, books, now), contractId }, books.terms)];
  },
};

function countOf(message: Received<CountData>, books: LedgerBooks, now: string) {
  const { accountId, sku, quantity } = message.data;
  return { ...askedOf(message, books, now), accountId, sku, quantity };
}

const stockMove: LedgerSlice<z.infer<typeof stockMoveRequested> & RequestData> = {
  type: 'stock.move-requested.v1',
  schema: stockMoveRequested,
  streams: ({ from, to }) => [accountStream(from), accountStream(to)],
  needs: (data) => stockNeeds(data.from, data.to, stockLinesOf(data)),
  decide(books, message, now) {
    const { from, to, lines: listed } = message.data;
    const lines = stockLinesOf(message.data).map(stockLineOf);
    const command = { ...askedOf(message, books, now), from, to, lines, listed: listed !== undefined };
    return [decideStockMove(books, command, books.terms)];
  },
};

/** All of them. */
export const requestSlices = [transfer, giveBack, purchase, decrease, stockPurchase, stockMove].map(answeredOnce);

/**
 * R9: the journal or the refusal of a request is called after it, so a request that has one has had its answer, also where no inbox
 * knows it any more: nothing is decided again, written or announced.
 */
// biome-ignore lint/suspicious/noExplicitAny: requests of different data; each slice checks its own by schema
function answeredOnce(slice: LedgerSlice<any>): LedgerSlice<any> {
  return {
    ...slice,
    isCommand: true,
    needs: (data, message) => ({
      ...slice.needs(data, message),
      askers: askersOf(message),
      requests: [requestIdOf(message, sha256)],
    }),
    decide: (books, message, now) =>
      books.answered.has(requestIdOf(message, books.terms.digest)) ? [] : slice.decide(books, message, now),
  };
}
