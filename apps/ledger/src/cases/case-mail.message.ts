import path from 'node:path';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { cleanText } from '#documents/text.ts';
import type { TransferCase } from '#domain/licenses/books/case.ts';
import type { TransferLine } from '#domain/licenses/books/plan.ts';
import { knownZone } from '#domain/values/calendar.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';
import type { MailContent } from '#runtime/mail/kind.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import { compileTemplate } from '#runtime/mail/template.ts';
import type { ToldCase } from './case-mail.views.ts';

interface View {
  readonly wording: Wording;
  readonly subject: string;
  readonly title: string;
  readonly introduction: string;
  readonly caseId: string;
  readonly caseUrl: string;
  /** How to add to the case, and whom to ask. */
  readonly update: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly lines: readonly string[];
  readonly history: readonly {
    readonly at: string;
    readonly what: string;
    readonly comment: string;
  }[];
}

const templates = path.join(packageRoot, 'apps/ledger/src/templates');
const renderHtml = compileTemplate<View>(templates, 'transfer-case', 'html');
const renderText = compileTemplate<View>(templates, 'transfer-case', 'text');

type CaseLetterhead = Pick<Letterhead, 'publicUrl' | 'supportEmail' | 'language'>;

/**
 * The mail about a step of a case (K8), for people and for programs that show text only. What came after the step is not in it.
 */
export function composeCaseMail(told: ToldCase, letterhead: CaseLetterhead): MailContent {
  const { case: about, step, firstMessageId } = told;
  const view = viewOf(told, letterhead);
  return {
    subject: view.subject,
    text: renderText(view),
    html: renderHtml(view),
    ...(firstMessageId && { inReplyTo: firstMessageId, references: [firstMessageId] }),
    date: new Date(about.history[step - 1]?.at ?? 0),
  };
}

function viewOf(
  { case: about, fromName, toName, timeZone, step: count }: ToldCase,
  { publicUrl, supportEmail, language }: CaseLetterhead,
): View {
  const wording = wordingOf(language);
  const { say, moment } = wording;
  const zone = knownZone(timeZone ?? undefined);
  const history = about.history.slice(0, count);
  const step = history.at(-1)?.step ?? 'submitted';
  const [source, target] = [cleanText(fromName, 120), cleanText(toName, 120)];
  return {
    wording,
    subject: cleanText(say('case.subject', { source, target, step: say(`case.${step}.subject`) }), 200),
    title: say(`case.${step}.title`),
    introduction: say(`case.${step}.means`),
    caseId: about.caseId,
    caseUrl: `${publicUrl}/cases/${encodeURIComponent(about.caseId)}`,
    update: supportEmail ? say('case.addOrAnswer', { address: supportEmail }) : say('case.add'),
    facts: factsOf(about, source, target, wording).map(([label, value]) => ({ label, value: cleanText(value, 2000) })),
    lines: about.lines.map((line) => lineText(line, wording)),
    history: history.map(({ at, step: taken, by, comment, violations }) => ({
      at: moment(at, zone),
      what: say('case.by', { what: say(`case.${taken}.step`), by }),
      comment: cleanText(
        [comment, ...(violations ?? []).map(({ message }) => message)].filter(Boolean).join(' · '),
        2000,
      ),
    })),
  };
}

function factsOf(
  { from, to, requestedBy, destinationLink, details }: TransferCase,
  source: string,
  target: string,
  { say }: Wording,
) {
  return [
    [say('case.from'), say('case.account', { name: source, account: from })],
    [say('case.to'), say('case.account', { name: target, account: to })],
    [say('case.destination'), destinationLink],
    [say('case.requestedBy'), requestedBy],
    [say('case.scope'), details.scope],
    [say('case.frequency'), details.frequency],
    [say('case.startTime'), details.startTime],
    [say('case.relatedCases'), details.relatedCases],
    [say('case.testResults'), details.testResults],
    [say('case.workaround'), details.workaround],
    [say('case.businessImpact'), details.businessImpact],
  ] as const;
}

function lineText(line: TransferLine, { say }: Wording): string {
  const quantity = `${line.quantity}`;
  if (!('licenseKey' in line))
    return cleanText(say('case.line', { quantity, what: 'sku' in line ? line.sku : line.lotId }), 200);
  const what = line.deviceType ?? say('case.license');
  return cleanText(say('case.lineOfKey', { quantity, what, key: line.licenseKey }), 200);
}
