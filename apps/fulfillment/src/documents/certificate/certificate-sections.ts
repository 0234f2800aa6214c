import { cell, heading, paragraph, rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import { fitText, wrapText } from '#documents/fonts/wrap.ts';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { brand } from '#documents/letterhead.ts';
import { cleanText, httpsLink } from '#documents/text.ts';
import { certificateLimits } from './certificate-limits.ts';
import type { LicenseFacts } from './license-facts.ts';
import { codeGroups, detailsOf, entitlementUrl } from './license-text.ts';
import { qrPicture } from './qr.ts';

/** Title and what this document is; for paper deliveries it says that it is the document itself (F6). */
export function drawTitle(flow: Flow, facts: LicenseFacts): void {
  const { canvas, fonts } = flow;
  const { root } = canvas.structure;
  const { say, date } = wordingOf(facts.language);
  flow.y = 110;
  paragraph(flow, root, 'H1', [fonts.semibold(say('certificate.title'))], 22, brand.ink);
  flow.y -= 7;
  const statement = say(facts.scenario === 'paper' ? 'certificate.paper' : 'certificate.statement');
  paragraph(flow, root, 'P', wrapText(statement, fonts.regular, 9.5, flow.right - flow.left), 9.5, brand.muted);
  const issued = fonts.regular(say('certificate.issued', { date: date(facts.fulfilledAt) }));
  canvas.within(canvas.structure.append(root, 'P'), () => {
    canvas.text(issued, flow.right - (issued.width * 9) / 1000, 50, 9, brand.muted);
  });
  flow.y += 14;
}

/** Name and description of what was bought. */
export function drawProduct(flow: Flow, facts: LicenseFacts): void {
  const { canvas, fonts } = flow;
  const { root } = canvas.structure;
  const width = flow.right - flow.left;
  const name = wrapText(cleanText(facts.name, certificateLimits.name), fonts.semibold, 13, width);
  paragraph(flow, root, 'H2', name, 13, brand.accent);
  const description = wrapText(cleanText(facts.description, certificateLimits.description), fonts.regular, 9.5, width);
  paragraph(flow, root, 'P', description, 9.5, brand.ink);
  flow.y += 8;
}

/** Activation code and SSRN, large enough to be read out, and the QR code beside them. */
export function drawCodes(flow: Flow, facts: LicenseFacts, publicUrl: string): void {
  const { canvas, fonts } = flow;
  const { say } = wordingOf(facts.language);
  const height = 122;
  flow.ensure(height + 8);
  const top = flow.y;
  const codeWidth = flow.right - flow.left - 150;
  canvas.decorate(() => {
    canvas.box(flow.left, top, flow.right - flow.left, height, brand.panel);
    canvas.box(flow.left, top, 3, height, brand.accent);
  });
  flow.y = top + 22;
  drawCode(
    flow,
    say('certificate.activationCode'),
    cleanText(facts.activationCode, certificateLimits.word),
    19,
    codeWidth,
  );
  flow.y = top + 80;
  drawCode(flow, say('certificate.ssrn'), cleanText(facts.ssrn, certificateLimits.word), 15, codeWidth);
  const url = entitlementUrl(publicUrl, facts.entitlementId);
  const size = 96;
  const x = flow.right - size - 14;
  const figure = canvas.structure.append(canvas.structure.root, 'Figure', { alt: say('certificate.qr', { url }) });
  canvas.within(figure, () => {
    canvas.box(x, top + 6, size, size, brand.white);
    canvas.draw(qrPicture(url, x, top + 6, size), brand.ink);
  });
  const caption = fonts.regular(say('certificate.scan'));
  canvas.within(canvas.structure.append(canvas.structure.root, 'P'), () => {
    canvas.text(caption, x + (size - (caption.width * 7) / 1000) / 2, top + 113, 7, brand.muted);
  });
  flow.y = top + height + 24;
}

function drawCode(flow: Flow, label: string, code: string, size: number, width: number): void {
  const { canvas, fonts } = flow;
  const x = flow.left + 18;
  const { root } = canvas.structure;
  canvas.within(canvas.structure.append(root, 'P'), () => {
    canvas.text(fonts.regular(label), x, flow.y, 8.5, brand.muted);
  });
  const groups = fonts.mono(codeGroups(code).join(' '));
  // Shown in groups; copied and read back as the code.
  const spans = groups.spans.map((span, index) => ({ ...span, actual: index === 0 ? code : '' }));
  const shaped = { ...groups, spans };
  const fitting = Math.min(size, (width * 1000) / Math.max(1, shaped.width));
  canvas.within(canvas.structure.append(root, 'P'), () => {
    canvas.text(shaped, x, flow.y + size + 4, fitting, brand.ink);
  });
}

/** What to do, or that nothing has to be done (F6), and where the instructions are. */
export function drawNextSteps(flow: Flow, facts: LicenseFacts, publicUrl: string): void {
  const { fonts } = flow;
  const { root } = flow.canvas.structure;
  const { scenario } = facts;
  const { say } = wordingOf(facts.language);
  heading(flow, say(`${scenario}.heading`));
  const text = wrapText(say(`${scenario}.certificate`), fonts.regular, 9.5, flow.right - flow.left);
  paragraph(flow, root, 'P', text, 9.5, brand.ink);
  flow.y += 2.5;
  const instructions = httpsLink(facts.instructionsUrl);
  if (instructions) linkLine(flow, say, say(`${scenario}.instructions`), instructions);
  linkLine(flow, say, say('certificate.online'), entitlementUrl(publicUrl, facts.entitlementId));
  flow.y += 14;
}

function linkLine(flow: Flow, say: Wording['say'], label: string, url: string): void {
  const { canvas, fonts } = flow;
  flow.ensure(16);
  const start = fonts.regular(`${say('label', { label })} `);
  const startWidth = (start.width * 9.5) / 1000;
  const shown = fitText(url, fonts.regular, 9.5, flow.right - flow.left - startWidth);
  const line = canvas.structure.append(canvas.structure.root, 'P');
  canvas.within(line, () => canvas.text(start, flow.left, flow.y, 9.5, brand.ink));
  const link = canvas.structure.append(line, 'Link');
  const x = flow.left + startWidth;
  const width = (shown.width * 9.5) / 1000;
  canvas.within(link, () => {
    canvas.text(shown, x, flow.y, 9.5, brand.accent);
    canvas.box(x, flow.y + 1.6, width, 0.5, brand.accent);
  });
  canvas.link(link, x, flow.y - 9, width, 12, url, label);
  flow.y += 15;
}

/** The table of what was bought, of its dates, and of the orders that it was bought with. */
export function drawDetails(flow: Flow, facts: LicenseFacts): void {
  const wording = wordingOf(facts.language);
  heading(flow, wording.say('certificate.entitlement'));
  const { structure } = flow.canvas;
  const table = structure.append(structure.root, 'Table');
  const cells = detailsOf(facts, wording);
  const column = (flow.right - flow.left) / 3;
  for (let first = 0; first < cells.length; first += 3) {
    const row = cells.slice(first, first + 3).map(([label, value]) => ({
      label: flow.fonts.regular(label),
      lines: wrapText(cleanText(value, certificateLimits.account), flow.fonts.semibold, 9.5, column - 14, 4),
    }));
    const height = 19 + 12.5 * Math.max(...row.map(({ lines }) => lines.length));
    flow.ensure(height);
    const element = structure.append(table, 'TR');
    row.forEach(({ label, lines }, index) => {
      const x = flow.left + index * column;
      cell(flow, element, 'TH', [label], x, flow.y, 8, brand.muted);
      cell(flow, element, 'TD', lines, x, flow.y + 12.5, 9.5, brand.ink);
    });
    flow.y += height;
    rule(flow, flow.y - 11);
    flow.y += 3;
  }
  flow.y += 9;
}

/** The digest of the facts, and how a changed certificate is told from a real one (F7): by the key of that id (F12). */
export function drawVerification(flow: Flow, { say }: Wording, digest: string, keyId: string): void {
  const { fonts, canvas } = flow;
  const lines = wrapText(say('certificate.signed'), fonts.regular, 8, flow.right - flow.left);
  flow.ensure(lines.length * 11 + 28);
  paragraph(flow, canvas.structure.root, 'P', lines, 8, brand.muted);
  paragraph(flow, canvas.structure.root, 'P', [fonts.regular(digest)], 8, brand.muted);
  paragraph(flow, canvas.structure.root, 'P', [fonts.regular(say('certificate.key', { key: keyId }))], 8, brand.muted);
}
