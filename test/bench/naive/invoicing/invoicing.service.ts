import { LockMode } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { Invoice, InvoiceLine } from './invoice.entities.ts';

export interface LicenseMessage {
  readonly entitlementId: string;
  readonly billingAccountId: string;
  readonly orderNumber: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly currency: string;
  readonly at: string;
}

@Injectable()
export class InvoicingService {
  constructor(
    @Inject(MikroORM) private readonly orm: MikroORM,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}

  /** A line on the next invoice of the account that pays, and the invoice's total, in one transaction; then the event. */
  async bill(license: LicenseMessage): Promise<void> {
    const { entitlementId: lineId, billingAccountId: accountId, sku, quantity, currency } = license;
    const period = license.at.slice(0, 7);
    const amountMinor = Math.round(Number(license.unitPrice) * 100) * quantity;
    const billed = await this.orm.em.fork().transactional(async (em) => {
      if (await em.findOne(InvoiceLine, lineId)) return false;
      await em.upsert(Invoice, { accountId, period, currency, totalMinor: 0 }, { onConflictAction: 'ignore' });
      const lockMode = LockMode.PESSIMISTIC_WRITE;
      const invoice = await em.findOneOrFail(Invoice, { accountId, period }, { lockMode, refresh: true });
      invoice.totalMinor += amountMinor;
      em.create(InvoiceLine, { lineId, invoice, sku, quantity, amountMinor, cause: license });
      return true;
    });
    if (!billed) return;
    const value = { adjustmentId: lineId, accountId, period, sku, quantity, amountMinor, currency };
    const headers = { ce_specversion: '1.0', ce_id: lineId, ce_type: 'invoice.adjusted.v1', ce_source: '/naive' };
    await lastValueFrom(this.kafka.emit('naive.invoices', { key: accountId, headers, value }));
  }
}
