import type { KeyObject } from 'node:crypto';
import {
  drawAccounts,
  drawCodes,
  drawDetails,
  drawNextSteps,
  drawProduct,
  drawTitle,
  drawVerification,
} from './certificate-sections.ts';
import { propertyText, signCertificate } from './certificate-signature.ts';
import { createNotoFonts, type FontSet } from './fonts/certificate-fonts.ts';
import { brand, letterhead } from './letterhead.ts';
import { digestOf, type LicenseFacts } from './license-facts.ts';
import { type Canvas, createCanvas } from './pdf/canvas.ts';
import { cleanText } from './scenario-text.ts';

export interface CertificateOptions {
  /** The address of this installation, which link and QR code lead to. */
  readonly publicUrl: string;
  /** Ed25519, see `signing-key.ts`. */
  readonly signingKey: KeyObject;
  /** Another set of fonts than the embedded one; for measuring what embedding costs. */
  readonly fonts?: FontSet;
}

export interface CertificateRenderer {
  render(facts: LicenseFacts): Buffer;
}

/** Where a section draws, and how far down the page it got. */
export interface Flow {
  readonly canvas: Canvas;
  readonly fonts: FontSet;
  readonly left: number;
  readonly right: number;
  y: number;
  /** Goes on with the next page when this one has no room for so many points; true when it did. */
  ensure(height: number): boolean;
}

const margin = 48;
const firstLine = 96;
const lastLine = 762;

/**
 * Renders Software Entitlement Certificates (F4, F6, F7): tagged PDF with embedded fonts, signed. The same facts give the
 * same bytes. Fonts, letterhead and laid-out words are shared by all documents of the process.
 */
export function createCertificateRenderer(options: CertificateOptions): CertificateRenderer {
  const fonts = options.fonts ?? createNotoFonts();
  return {
    render(facts) {
      const digest = digestOf(facts);
      const canvas = createCanvas(propertiesOf(facts, digest), fonts.start());
      const flow = startFlow(canvas, fonts);
      drawTitle(flow, facts);
      drawProduct(flow, facts);
      drawCodes(flow, facts, options.publicUrl);
      drawNextSteps(flow, facts, options.publicUrl);
      drawDetails(flow, facts);
      drawAccounts(flow, facts);
      drawVerification(flow, digest);
      drawFooters(canvas, fonts, facts);
      return signCertificate(canvas.finish(), options.signingKey);
    },
  };
}

function propertiesOf(facts: LicenseFacts, digest: string) {
  const entitlement = cleanText(facts.entitlementId, 80);
  return {
    title: `Software Entitlement Certificate ${printable(entitlement)}`,
    author: 'Seatwright',
    subject: `Order ${printable(cleanText(facts.orderNumber, 80))}, line ${facts.lineNumber}`,
    keywords: 'software license, entitlement, activation code, SSRN',
    createdAt: new Date(facts.fulfilledAt),
    custom: { FactsDigest: propertyText(digest), EntitlementId: propertyText(facts.entitlementId) },
  };
}

// pdfkit writes the properties into XML as well, and does not escape them there.
function printable(text: string): string {
  return text.replace(/[<>&]/g, '_');
}

function startFlow(canvas: Canvas, fonts: FontSet): Flow {
  const flow: Flow = {
    canvas,
    fonts,
    left: margin,
    right: canvas.width - margin,
    y: firstLine,
    ensure(height) {
      if (flow.y + height <= lastLine) return false;
      startPage(canvas);
      flow.y = firstLine;
      return true;
    },
  };
  startPage(canvas);
  return flow;
}

function startPage(canvas: Canvas): void {
  canvas.addPage();
  canvas.decorate(() => canvas.shared(letterhead()));
}

function drawFooters(canvas: Canvas, fonts: FontSet, facts: LicenseFacts): void {
  const entitlement = fonts.regular(`Entitlement ${cleanText(facts.entitlementId, 80)}`);
  for (let page = 0; page < canvas.pageCount; page++) {
    canvas.switchTo(page);
    canvas.decorate(() => {
      const number = fonts.regular(`Page ${page + 1} of ${canvas.pageCount}`);
      canvas.box(margin, 796, canvas.width - 2 * margin, 0.6, brand.line);
      canvas.text(entitlement, margin, 810, 7.5, brand.muted);
      canvas.text(number, canvas.width - margin - (number.width * 7.5) / 1000, 810, 7.5, brand.muted);
    });
  }
}
