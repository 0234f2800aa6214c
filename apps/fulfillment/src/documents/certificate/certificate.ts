import type { KeyObject } from 'node:crypto';
import { drawFooters, startFlow } from '#documents/flow.ts';
import { createNotoFonts, type FontSet } from '#documents/fonts/files/noto-fonts.ts';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { createCanvas } from '#documents/pdf/canvas.ts';
import { cleanText } from '#documents/text.ts';
import { certificateSeal, propertyText } from '../keys/certificate-signature.ts';
import { keyIdOf } from '../keys/published-keys.ts';
import { drawAccounts } from './certificate-accounts.ts';
import {
  drawCodes,
  drawDetails,
  drawNextSteps,
  drawProduct,
  drawTitle,
  drawVerification,
} from './certificate-sections.ts';
import { digestOf, type LicenseFacts } from './license-facts.ts';

export interface CertificateOptions {
  /** The address of this installation, which link and QR code lead to. */
  readonly publicUrl: string;
  /** Ed25519, see `signing-key.ts`. */
  readonly signingKey: KeyObject;
  /** Another set of fonts than the embedded one; for measuring what embedding costs. */
  readonly fonts?: FontSet;
}

export interface CertificateRenderer {
  /**
   * @param publicUrl another address than that of the options
   * @returns a certificate in memory of its own
   */
  render(facts: LicenseFacts, publicUrl?: string): Buffer<ArrayBuffer>;
}

/**
 * Renders Software Entitlement Certificates (F4, F6, F7): tagged PDF with embedded fonts, signed. The same facts give the
 * same bytes. Fonts, letterhead and laid-out words are shared by all documents of the process.
 */
export function createCertificateRenderer(options: CertificateOptions): CertificateRenderer {
  const fonts = options.fonts ?? createNotoFonts();
  const keyId = keyIdOf(options.signingKey);
  const seal = certificateSeal(options.signingKey);
  return {
    render(facts, publicUrl = options.publicUrl) {
      const digest = digestOf(facts);
      const wording = wordingOf(facts.language);
      const canvas = createCanvas(propertiesOf(facts, wording, digest, keyId), fonts.start());
      const flow = startFlow(canvas, fonts);
      drawTitle(flow, facts);
      drawProduct(flow, facts);
      drawCodes(flow, facts, publicUrl);
      drawNextSteps(flow, facts, publicUrl);
      drawDetails(flow, facts);
      drawAccounts(flow, facts);
      drawVerification(flow, wording, digest, keyId);
      drawFooters(
        canvas,
        fonts,
        wording,
        wording.say('certificate.footer', { id: cleanText(facts.entitlementId, 80) }),
      );
      return canvas.finish(seal);
    },
  };
}

function propertiesOf(facts: LicenseFacts, { tag, say }: Wording, digest: string, keyId: string) {
  const entitlement = cleanText(facts.entitlementId, 80);
  const order = printable(cleanText(facts.orderNumber, 80));
  return {
    language: tag,
    title: `${say('certificate.title')} ${printable(entitlement)}`,
    author: 'Seatwright',
    subject: say('certificate.subject', { order, line: `${facts.lineNumber}` }),
    keywords: say('certificate.keywords'),
    createdAt: new Date(facts.fulfilledAt),
    custom: {
      FactsDigest: propertyText(digest),
      EntitlementId: propertyText(facts.entitlementId),
      // F12: which of the published keys it is verified with.
      KeyId: propertyText(keyId),
    },
  };
}

// pdfkit writes the properties into XML as well, and does not escape them there.
function printable(text: string): string {
  return text.replace(/[<>&]/g, '_');
}
