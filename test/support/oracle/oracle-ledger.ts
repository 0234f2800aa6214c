import { createHash } from 'node:crypto';
import type { Facts } from './facts.ts';
import type { Asked, TransferAsked } from './oracle-asked.ts';
import { ofType } from './topic-contents.ts';

/** (3) Entries sum to zero and are what the holdings say; (4) each transfer moved once and was billed once. */
export function ledgerPoints(facts: Facts, asked: Asked): string[] {
  if (!facts.ledger) return [];
  return [...entryPoints(facts), ...transferPoints(facts, asked), ...adjustmentPoints(facts)];
}

function entryPoints({ ledger, entitlements }: Facts): string[] {
  if (!ledger) return [];
  const sums = new Map<string, bigint>();
  const add = (name: string, quantity: string) => sums.set(name, (sums.get(name) ?? 0n) + BigInt(quantity));
  const held = new Map<string, bigint>();
  for (const { journal_id, lot_id, account_id, quantity } of ledger.entries) {
    add(`${journal_id} ${lot_id}`, quantity);
    const name = `${account_id} ${lot_id}`;
    if (!account_id.startsWith('@')) held.set(name, (held.get(name) ?? 0n) + BigInt(quantity));
  }
  const holdings = new Map(ledger.holdings.map((row) => [`${row.account_id} ${row.lot_id}`, BigInt(row.quantity)]));
  const places = new Set([...held.keys(), ...holdings.keys()]);
  const lots = new Map(Map.groupBy(ledger.entries, (entry) => entry.lot_id));
  return [
    ...[...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => `(3) entries of ${name} sum to ${sum}`),
    ...[...places].flatMap((place) => {
      const [says, sum] = [holdings.get(place) ?? 0n, held.get(place) ?? 0n];
      if (says !== sum) return [`(3) holding ${place} says ${says}, its entries ${sum}`];
      return says < 0n ? [`(3) holding ${place} is ${says}`] : [];
    }),
    ...entitlements.flatMap((row) => {
      const issued = (lots.get(row.entitlement_id) ?? []).filter((entry) => entry.account_id === '@issued');
      const quantity = issued.reduce((sum, entry) => sum - BigInt(entry.quantity), 0n);
      return quantity === BigInt(row.quantity)
        ? []
        : [`(3) of ${row.entitlement_id} ${quantity} were issued, not ${row.quantity}`];
    }),
  ];
}

function transferPoints({ ledger, invoicing, events }: Facts, { transfers }: Asked): string[] {
  if (!ledger) return [];
  const refused = ofType(events, 'license.refused.v1');
  // The ledger names what it does after the message and its sender: `<id>~<digest of the source>`.
  const nameOf = ({ id, source }: TransferAsked) =>
    `${id}~${createHash('sha256').update(source).digest('hex').slice(0, 8)}`;
  const whyNot = (name: string) => {
    const refusal = refused.find(({ requestId }) => requestId === name);
    return refusal ? `: ${JSON.stringify(refusal.violations)}` : '';
  };
  const moved = ledger.journals.filter(({ action }) => action === 'transfer');
  const faults = transfers.flatMap((transfer) => {
    const [id, { from, to, quantity }] = [nameOf(transfer), transfer];
    const journals = moved.filter((journal) => journal.journal_id === `${id}.1`);
    const [journal] = journals;
    if (journals.length !== 1 || !journal)
      return [`(4) transfer ${id} was recorded ${journals.length} times${whyNot(id)}`];
    const same = journal.source === from && journal.target === to && Number(journal.quantity) === quantity;
    const wrong = same ? [] : [`(4) transfer ${id} is recorded as ${JSON.stringify(journal)}`];
    const billed = (invoicing?.movements ?? []).filter((movement) => movement.action_id === journal.journal_id);
    const sum = billed.reduce((total, movement) => total + movement.quantity, 0);
    const complete = !invoicing || (sum === 0 && billed.some(({ account_id }) => account_id === to));
    return complete ? wrong : [...wrong, `(4) transfer ${id} is billed as ${JSON.stringify(billed)}`];
  });
  return moved.length === transfers.length
    ? faults
    : [...faults, `(4) ${moved.length} transfers of ${transfers.length}`];
}

/** Whatever the ledger did is a movement of the accounts that it touched, once, and announced as an adjustment. */
function adjustmentPoints({ ledger, invoicing, events }: Facts): string[] {
  if (!ledger || !invoicing) return [];
  const actions = new Set(invoicing.movements.map(({ action_id }) => action_id));
  const announced = new Set(ofType(events, 'invoice.adjusted.v1').map(({ adjustmentId }) => adjustmentId));
  const billed = ledger.journals.filter(({ action }) => !action.startsWith('stock'));
  return [
    ...billed
      .filter(({ journal_id }) => !actions.has(journal_id))
      .map(({ journal_id, action }) => `(4) ${action} ${journal_id} changed no invoice`),
    ...invoicing.adjustments
      .filter(({ adjustment_id }) => !announced.has(adjustment_id))
      .map(({ adjustment_id }) => `(4) adjustment ${adjustment_id} was never announced`),
  ];
}
