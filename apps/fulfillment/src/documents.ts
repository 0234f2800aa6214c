import type { CodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import type { MailContent, PartSize } from '#runtime/mail/kind.ts';
import { codeHash } from './codes/codes.ts';
import { type ClaimedShipmentMail, ofItsLines } from './delivery/shipment-mails.ts';
import type { Certificate } from './documents/certificate/certificate.worker.ts';
import { type CertificatePool, createCertificatePool } from './documents/certificate/certificate-pool.ts';
import type { LicenseFacts } from './documents/certificate/license-facts.ts';
import { entitlementUrl } from './documents/certificate/license-text.ts';
import { qrSvg } from './documents/certificate/qr.ts';
import { composeFulfillmentMail, type FulfilledShipment } from './documents/email.ts';
import { signLicenseKey } from './documents/keys/license-key.ts';
import type { SigningKey } from './documents/keys/signing-key.ts';
import { composeMailMessage } from './documents/mail-message.ts';
import { attachedBytes, type Piece, packed, writtenBytes } from './documents/mail-parts.ts';
import { type EntitlementView, entitlementView, licenseFactsOf, type StoredEntitlement } from './fulfillment.views.ts';

export interface DocumentOptions {
  readonly keys: CodeKeys;
  readonly signingKey: SigningKey;
  readonly publicUrl: string;
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
    await this.specimen();
  }

  /** A certificate of nothing that anybody has. */
  async specimen(): Promise<Uint8Array> {
    return await this.pool.render(specimen);
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

  /** The code that stands on its certificate, as an SVG file: where the entitlement is shown. */
  qrCode({ entitlementId }: Pick<StoredEntitlement, 'entitlementId'>): string {
    return qrSvg(entitlementUrl(this.options.publicUrl, entitlementId));
  }

  licenseKey(entitlement: StoredEntitlement): string {
    return this.signed(licenseFactsOf(entitlement, this.options.keys));
  }

  /** The mail of a shipment or of a part of it, with everything attached: as it was queued, whoever writes it (F8). */
  async mail(mail: ClaimedShipmentMail): Promise<MailContent> {
    const { row, letterhead } = mail;
    const licenses = mail.entitlements.map((entitlement) => licenseFactsOf(entitlement, this.options.keys));
    const certificates = row.by_link ? 'by link' : await this.certificates(licenses, letterhead.publicUrl);
    // Not before: texts that wait for certificates are what a young collection copies.
    const shipment = shipmentOf(mail, licenses);
    const content = composeMailMessage({
      shipment,
      mail: composeFulfillmentMail(shipment, letterhead),
      date: new Date(mail.delivery.queuedAt),
      certificates,
      signingKey: this.options.signingKey.privateKey,
    });
    if (certificates === 'by link') return content;
    const written = () => {
      for (const pdf of certificates.values()) this.pool.release(pdf);
    };
    return { ...content, written };
  }

  /** The lines of smaller mails that say together what this one says (F9); none when it is as small as can be. */
  async divide(mail: ClaimedShipmentMail, { largest, anew }: PartSize): Promise<Piece[]> {
    const { row, letterhead } = mail;
    const { entitlements } = ofItsLines(mail, anew ? row.whole_lines : row.lines);
    const licenses = entitlements.map((entitlement) => licenseFactsOf(entitlement, this.options.keys));
    const rendered = row.by_link ? undefined : await this.certificates(licenses, letterhead.publicUrl);
    const written = (some: readonly LicenseFacts[]) => {
      const { html, text } = composeFulfillmentMail(shipmentOf(mail, some), letterhead);
      return writtenBytes(html) + writtenBytes(text);
    };
    const head = written([]) + 4000;
    const lines = licenses.map((license) => {
      const text = written([license]) - written([]);
      const key = license.scenario === 'license-key' ? attachedBytes(this.signed(license).length) : 0;
      const pdf = attachedBytes(rendered?.get(license.entitlementId)?.length ?? 0);
      return { lineNumber: license.lineNumber, bytes: rendered ? text + pdf + key : text };
    });
    for (let size = largest; ; size = Math.floor(size * 0.8)) {
      const pieces = packed(lines, head, size);
      const [only] = pieces;
      if (pieces.length > 1 || !only) return pieces;
      if (lines.length === 1) return row.by_link ? [] : [{ ...only, by_link: true }];
    }
  }

  private signed(license: LicenseFacts): string {
    return signLicenseKey(license, this.options.signingKey.privateKey);
  }

  private async certificates(
    licenses: readonly LicenseFacts[],
    publicUrl: string,
  ): Promise<ReadonlyMap<string, Certificate>> {
    const rendered = await Promise.all(licenses.map((license) => this.pool.render(license, publicUrl)));
    return new Map(licenses.map((license, index) => [license.entitlementId, bytesAt(rendered, index)]));
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

function shipmentOf(
  { row, letterhead, entitlements }: ClaimedShipmentMail,
  licenses: readonly LicenseFacts[],
): FulfilledShipment {
  return {
    shipmentId: row.shipment_id,
    orderNumber: row.order_number,
    purchaseOrder: licenses[0]?.purchaseOrder,
    licenses,
    language: entitlements[0]?.language,
    supportEmail: letterhead.supportEmail,
    part: row.part,
    parts: row.parts,
    byLink: row.by_link,
  };
}

function bytesAt(rendered: readonly Certificate[], index: number): Certificate {
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
