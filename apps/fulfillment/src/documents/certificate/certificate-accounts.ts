import { cell, heading, paragraph, rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import type { Shaper } from '#documents/fonts/shape.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { brand } from '#documents/letterhead.ts';
import type { Element } from '#documents/pdf/structure.ts';
import { cleanText } from '#documents/text.ts';
import { certificateLimits } from './certificate-limits.ts';
import type { LicenseAccount, LicenseFacts } from './license-facts.ts';

/** The accounts of the order with their parts in it (F5). A long list goes on over the page, under its header again. */
export function drawAccounts(flow: Flow, facts: LicenseFacts): void {
  const wording = wordingOf(facts.language);
  flow.ensure(70);
  heading(flow, wording.say('accounts.title'));
  const { structure } = flow.canvas;
  const table = structure.append(structure.root, 'Table');
  const columns = accountColumns(flow, wording);
  drawHeaderRow(flow, table, columns);
  for (const account of facts.accounts.slice(0, certificateLimits.accounts))
    drawAccount(flow, table, columns, account, wording);
  const more = facts.accounts.length - certificateLimits.accounts;
  if (more > 0) {
    const text = wording.say('accounts.more', { count: more });
    paragraph(flow, structure.root, 'P', [flow.fonts.regular(text)], 9.5, brand.ink);
  }
  flow.y += 8;
}

function accountColumns({ left, right }: Flow, { say }: Wording): { x: number; width: number; label: string }[] {
  const shares = [0.17, 0.49, 0.22, 0.12];
  let x = left;
  const labels = [say('accounts.role'), say('accounts.name'), say('accounts.account'), say('accounts.country')];
  return labels.map((label, index) => {
    const width = (shares[index] ?? 0) * (right - left);
    x += width;
    return { x: x - width, width: width - 10, label };
  });
}

function drawHeaderRow(flow: Flow, table: Element, columns: ReturnType<typeof accountColumns>): void {
  const row = flow.canvas.structure.append(table, 'TR');
  for (const { x, label } of columns)
    cell(flow, row, 'TH', [flow.fonts.regular(label)], x, flow.y, 8, brand.muted, 'Column');
  rule(flow, flow.y + 5);
  flow.y += 18;
}

function drawAccount(
  flow: Flow,
  table: Element,
  columns: ReturnType<typeof accountColumns>,
  account: LicenseAccount,
  { say }: Wording,
): void {
  const { fonts } = flow;
  const name = cleanText(account.name, certificateLimits.account);
  const han = fonts.hanFormOf(name, account.country);
  const texts: [string, Shaper][] = [
    [say(`role.${account.role}`), fonts.regular],
    [name, (text, _, within) => fonts.semibold(text, han, within)],
    [cleanText(account.accountId, certificateLimits.word), fonts.regular],
    [cleanText(account.country ?? '', 40), fonts.regular],
  ];
  const wrapped = texts.map(([text, shape], index) => wrapText(text, shape, 9.5, columns[index]?.width ?? 0, 6));
  const height = 12.5 * Math.max(...wrapped.map((lines) => lines.length)) + 5;
  if (flow.ensure(height)) drawHeaderRow(flow, table, columns);
  const row = flow.canvas.structure.append(table, 'TR');
  wrapped.forEach((lines, index) => {
    cell(flow, row, 'TD', lines, columns[index]?.x ?? 0, flow.y, 9.5, brand.ink);
  });
  flow.y += height;
}
