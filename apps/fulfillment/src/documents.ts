import type { SendMailOptions } from 'nodemailer';
import type { CodeKeys } from '#runtime/sealed-codes.ts';
import { codeHash } from './codes.ts';
import type { ClaimedMail } from './delivery.store.ts';
import { type CertificatePool, createCertificatePool } from './documents/certificate-pool.ts';
import { composeFulfillmentMail } from './documents/email.ts';
import type { LicenseFacts } from './documents/license-facts.ts';
import { signLicenseKey } from './documents/license-key.ts';
import { composeMailMessage } from './documents/mail-message.ts';
import type { SigningKey } from './documents/signing-key.ts';
import { type EntitlementView, entitlementView, licenseFactsOf, type StoredEntitlement } from './fulfillment.views.ts';

export interface DocumentOptions {
  readonly keys: CodeKeys;
  readonly signingKey: SigningKey;
  readonly publicUrl: string;
  /** As in `MAIL_FROM`. */
  readonly mailFrom: string;
  /** Whom the mail says to ask (F10). */
  readonly supportEmail?: string;
}

/** Certificates, key files and mails of stored entitlements: the same bytes whenever they are asked for (F4, F7). */
export class Documents {
  private readonly pool: CertificatePool;

  constructor(private readonly options: DocumentOptions) {
    const { publicUrl, signingKey } = options;
    this.pool = createCertificatePool({ publicUrl, signingKey: signingKey.privateKey });
  }

  /** Starts a thread and lets it lay out its fonts, so that the first customer does not wait for that. */
  async warmUp(): Promise<void> {
    await this.pool.render(specimen);
  }

  /** What people see of it. */
  view(entitlement: StoredEntitlement): EntitlementView {
    return entitlementView(entitlement, this.options.keys);
  }

  /** What an entitlement is found by, of what somebody typed in. */
  lookUpKey(typed: { readonly activationCode: string } | { readonly ssrn: string }) {
    return 'ssrn' in typed ? typed : { activationCodeHash: codeHash(this.options.keys, typed.activationCode) };
  }

  async certificate(entitlement: StoredEntitlement): Promise<Uint8Array> {
    return await this.pool.render(licenseFactsOf(entitlement, this.options.keys));
  }

  licenseKey(entitlement: StoredEntitlement): string {
    return signLicenseKey(licenseFactsOf(entitlement, this.options.keys), this.options.signingKey.privateKey);
  }

  /** The mail of a shipment, with everything attached. It names all addresses, whichever an attempt goes to. */
  async mail(mail: ClaimedMail): Promise<SendMailOptions> {
    const { keys, publicUrl, mailFrom, supportEmail, signingKey } = this.options;
    const licenses = mail.entitlements.map((entitlement) => licenseFactsOf(entitlement, keys));
    const rendered = await Promise.all(licenses.map((license) => this.pool.render(license)));
    const certificates = new Map(licenses.map((license, index) => [license.entitlementId, bytesAt(rendered, index)]));
    const shipment = {
      shipmentId: mail.shipmentId,
      orderNumber: mail.orderNumber,
      purchaseOrder: licenses[0]?.purchaseOrder,
      licenses,
      supportEmail,
    };
    return composeMailMessage({
      shipment,
      mail: composeFulfillmentMail(shipment, { publicUrl }),
      from: mailFrom,
      to: mail.delivery.recipients.map(({ address }) => address),
      // F8: the identity that was fixed when the mail was queued; a resend has another one.
      messageId: mail.messageId,
      date: new Date(mail.delivery.queuedAt),
      certificates,
      signingKey: signingKey.privateKey,
    });
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

function bytesAt(rendered: readonly Uint8Array[], index: number): Uint8Array {
  const bytes = rendered[index];
  if (!bytes) throw new Error(`certificate ${index} was not rendered`);
  return bytes;
}

const specimen: LicenseFacts = {
  entitlementId: 'ENT-0-1',
  orderNumber: '0',
  lineNumber: 1,
  sku: 'SPECIMEN',
  name: 'Specimen',
  description: 'Nobody gets this one.',
  instructionsUrl: 'https://seatwright.example/',
  quantity: 1,
  kind: 'initial',
  termMonths: 12,
  startsOn: '2026-01-01',
  endsOn: '2027-01-01',
  graceEndsOn: '2027-01-31',
  activationCode: 'AAAA-AAAA-AAAA-AAAA-AAAA',
  ssrn: '400000000003',
  scenario: 'activation',
  accounts: [{ accountId: '0', role: 'end-customer', name: 'Zażółć Ελλάς Київ' }],
  fulfilledAt: '2026-01-01T00:00:00.000Z',
};
