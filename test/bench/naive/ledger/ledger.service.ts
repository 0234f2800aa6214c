import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { Account, Entry, Holding, Journal, Lot } from './license.entities.ts';

export interface EntitlementMessage {
  readonly entitlementId: string;
  readonly orderNumber: string;
  readonly lineNumber: number;
  readonly accountId: string;
  readonly accounts: readonly { readonly role: string; readonly accountId: string; readonly name: string }[];
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn?: string;
  readonly product: { readonly name: string };
}

@Injectable()
export class LedgerService {
  constructor(
    @Inject(MikroORM) private readonly orm: MikroORM,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}

  /** A lot, who holds it, and a journal of two entries in one transaction; then the event. */
  async grant(entitlement: EntitlementMessage): Promise<void> {
    const granted = await this.orm.em.fork().transactional((em) => record(em as EntityManager, entitlement));
    if (granted) await lastValueFrom(this.kafka.emit('naive.licenses', eventOf(entitlement)));
  }
}

async function record(em: EntityManager, entitlement: EntitlementMessage): Promise<boolean> {
  const { entitlementId: lotId, accounts, accountId, quantity, sku, product, unitPrice, currency } = entitlement;
  if (await em.findOne(Lot, lotId)) return false;
  for (const { accountId: id, name } of accounts) {
    await em.upsert(Account, { accountId: id, name }, { onConflictAction: 'ignore' });
  }
  const account = await em.findOneOrFail(Account, accountId);
  const { startsOn, endsOn } = entitlement;
  const lot = em.create(Lot, {
    lotId,
    sku,
    name: product.name,
    unitPrice,
    currency,
    startsOn,
    endsOn,
    origin: account,
  });
  em.create(Holding, { lot, account, quantity });
  const journal = em.create(Journal, {
    journalId: `${lotId}.fulfil`,
    action: 'fulfil',
    owner: account,
    at: new Date(),
  });
  em.create(Entry, { journal, lot, side: 'issued', quantity: -quantity });
  em.create(Entry, { journal, lot, side: 'held', quantity });
  return true;
}

function eventOf(entitlement: EntitlementMessage) {
  const { entitlementId, accounts, accountId } = entitlement;
  const billingAccountId = accounts.find(({ role }) => role === 'sold-to')?.accountId ?? accountId;
  return {
    key: accountId,
    headers: { ce_specversion: '1.0', ce_id: `${entitlementId}/1`, ce_type: 'license.granted.v1', ce_source: '/naive' },
    value: { ...entitlement, billingAccountId, at: new Date().toISOString() },
  };
}
