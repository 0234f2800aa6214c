import { randomBytes, randomInt } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { createTransport } from 'nodemailer';
import { lastValueFrom } from 'rxjs';
import type { LicenseFacts } from '../../../../apps/fulfillment/src/documents/certificate/license-facts.ts';
import { type NaiveFonts, renderNaively } from '../certificate.ts';
import { Entitlement } from './entitlement.entities.ts';

export interface Shipment {
  readonly shipmentId: string;
  readonly orderNumber: string;
  readonly purchaseOrder?: string;
  readonly currency: string;
  readonly accounts: LicenseFacts['accounts'];
  readonly emails: readonly string[];
  readonly lines: readonly ShipmentLine[];
}

interface ShipmentLine {
  readonly lineNumber: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly termMonths?: number | null;
  readonly product: Pick<LicenseFacts, 'name' | 'description' | 'instructionsUrl' | 'scenario'>;
}

interface Fulfilled {
  readonly line: ShipmentLine;
  readonly license: LicenseFacts;
}

const publicUrl = 'https://licenses.example.com';

@Injectable()
export class FulfillmentService {
  // As nodemailer's guide shows it: a connection for each mail.
  private readonly mailer = createTransport(process.env.SMTP_URL ?? '');

  constructor(
    @Inject(MikroORM) private readonly orm: MikroORM,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
    @Inject('FONTS') private readonly fonts: NaiveFonts,
  ) {}

  /** Entitlements in one transaction, then their events, then certificates and the mail; each waits for the one before. */
  async fulfil(shipment: Shipment): Promise<void> {
    const fulfilled = shipment.lines.map((line) => ({ line, license: licenseOf(shipment, line) }));
    if (!(await this.store(shipment, fulfilled))) return;
    const messages = fulfilled.map((entitlement) => eventOf(shipment, entitlement));
    await lastValueFrom(this.kafka.emitBatch('naive.entitlements', { messages }));
    await this.mail(shipment, fulfilled);
  }

  private async store(shipment: Shipment, fulfilled: readonly Fulfilled[]): Promise<boolean> {
    return await this.orm.em.fork().transactional(async (em) => {
      if (await em.findOne(Entitlement, { orderNumber: shipment.orderNumber })) return false;
      for (const { line, license } of fulfilled) {
        const { entitlementId, activationCode, ssrn, startsOn, endsOn, fulfilledAt, orderNumber } = license;
        const { product, termMonths, ...facts } = line;
        const { currency, accounts } = shipment;
        const ids = { entitlementId, orderNumber, activationCode, ssrn, accountId: customerOf(shipment) };
        const term = { termMonths, startsOn, endsOn, fulfilledAt: new Date(fulfilledAt) };
        em.create(Entitlement, { ...facts, ...ids, ...term, product, currency, accounts });
      }
      return true;
    });
  }

  private async mail({ orderNumber, emails, shipmentId }: Shipment, fulfilled: readonly Fulfilled[]): Promise<void> {
    const attachments = [];
    for (const { license } of fulfilled) {
      const content = await renderNaively(license, this.fonts, publicUrl);
      attachments.push({ filename: `${license.lineNumber}.pdf`, content, contentType: 'application/pdf' });
    }
    const lines = fulfilled.map(({ license }) => textOf(license));
    await this.mailer.sendMail({
      from: 'Seatwright <licenses@bench.example>',
      to: [...emails],
      subject: `Order ${orderNumber}: ${fulfilled.length} licenses`,
      messageId: `<${shipmentId}@naive.example>`,
      text: lines.join('\n\n'),
      html: `<!doctype html><html><body><h1>Your licenses</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</body></html>`,
      attachments,
    });
  }
}

function customerOf({ accounts }: Shipment): string {
  return accounts.find(({ role }) => role === 'end-customer')?.accountId ?? '';
}

function licenseOf({ orderNumber, purchaseOrder, accounts }: Shipment, line: ShipmentLine): LicenseFacts {
  const { lineNumber, sku, quantity, product, termMonths } = line;
  const now = new Date();
  const ends = new Date(now);
  ends.setUTCMonth(ends.getUTCMonth() + (termMonths ?? 0));
  return {
    ...product,
    ...{ orderNumber, purchaseOrder, accounts, lineNumber, sku, quantity, kind: 'initial' },
    entitlementId: `${orderNumber}/${lineNumber}`,
    termMonths: termMonths ?? undefined,
    startsOn: now.toISOString().slice(0, 10),
    endsOn: termMonths ? ends.toISOString().slice(0, 10) : undefined,
    activationCode: (randomBytes(10).toString('hex').toUpperCase().match(/.{4}/g) ?? []).join('-'),
    ssrn: String(randomInt(2 ** 47))
      .padStart(15, '0')
      .slice(-12),
    fulfilledAt: now.toISOString(),
  };
}

function textOf(license: LicenseFacts): string {
  const { quantity, name, sku, activationCode, ssrn, startsOn, endsOn, instructionsUrl } = license;
  const term = `from ${startsOn} ${endsOn ? `to ${endsOn}` : 'for ever'}`;
  return `${quantity} x ${name} (${sku}) ${term}. Activation code ${activationCode}, SSRN ${ssrn}. ${instructionsUrl}`;
}

function eventOf(shipment: Shipment, { line, license }: Fulfilled) {
  const { product, ...facts } = line;
  const { entitlementId, orderNumber, startsOn, endsOn, ssrn } = license;
  const accountId = customerOf(shipment);
  const { currency, accounts } = shipment;
  const ids = { entitlementId, orderNumber, accountId, ssrn };
  return {
    key: accountId,
    headers: { ce_specversion: '1.0', ce_id: entitlementId, ce_type: 'entitlement.fulfilled.v1', ce_source: '/naive' },
    value: { ...facts, ...ids, currency, accounts, startsOn, endsOn, product },
  };
}
