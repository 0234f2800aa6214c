import path from 'node:path';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { cleanText, longDate } from '#documents/text.ts';
import type { CaseStep, TransferCase } from '#domain/licenses/books/case.ts';
import type { TransferLine } from '#domain/licenses/books/plan.ts';
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
    readonly by: string;
    readonly comment: string;
  }[];
}

/** What each step is called in a subject, as a title and in the history, and what it means to the requester. */
const steps: Readonly<Record<CaseStep['step'], { subject: string; title: string; means: string }>> = {
  submitted: {
    subject: 'submitted',
    title: 'We have received your transfer request',
    means: 'Support will look at it. Nothing has moved yet, and you will hear of every step.',
  },
  commented: {
    subject: 'new comment',
    title: 'There is a new comment on the transfer case',
    means: 'The comment is the last entry of the history below.',
  },
  approved: {
    subject: 'approved',
    title: 'The transfer was approved and made',
    means: 'Every rule was checked again, and the licenses have moved.',
  },
  'approval-failed': {
    subject: 'could not be approved',
    title: 'The transfer could not be made yet',
    means:
      'Support has approved it, and a rule does not hold any more. Nothing has moved, and the case stays open. What stands in the way is the last entry of the history below.',
  },
  refused: {
    subject: 'refused',
    title: 'The transfer was refused',
    means: 'Nothing has moved. The reason, where one was given, is the last entry of the history below.',
  },
  withdrawn: {
    subject: 'withdrawn',
    title: 'The transfer request was taken back',
    means: 'Whoever submitted it no longer asks for it. Nothing has moved.',
  },
};

const templates = path.join(packageRoot, 'apps/ledger/src/templates');
const renderHtml = compileTemplate<View>(templates, 'transfer-case', 'html');
const renderText = compileTemplate<View>(templates, 'transfer-case', 'text');

/**
 * The mail about a step of a case (K8), for people and for programs that show text only. What came after the step is not in it.
 */
export function composeCaseMail(
  told: ToldCase,
  letterhead: Pick<Letterhead, 'publicUrl' | 'supportEmail'>,
): MailContent {
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
  { case: about, fromName, toName, step: count }: ToldCase,
  { publicUrl, supportEmail }: Pick<Letterhead, 'publicUrl' | 'supportEmail'>,
): View {
  const history = about.history.slice(0, count);
  const { subject, title, means } = steps[history.at(-1)?.step ?? 'submitted'];
  const [source, target] = [cleanText(fromName, 120), cleanText(toName, 120)];
  return {
    wording: wordingOf(undefined),
    subject: cleanText(`Transfer case, ${source} to ${target}: ${subject}`, 200),
    title,
    introduction: means,
    caseId: about.caseId,
    caseUrl: `${publicUrl}/cases/${encodeURIComponent(about.caseId)}`,
    update: supportEmail
      ? `Something to add? Comment on the case online, or answer this message: it reaches ${supportEmail}.`
      : 'Something to add? Comment on the case online.',
    facts: factsOf(about, source, target).map(([label, value]) => ({ label, value: cleanText(value, 2000) })),
    lines: about.lines.map(lineText),
    history: history.map(({ at, step, by, comment, violations }) => ({
      at: `${longDate(at.slice(0, 10))}, ${at.slice(11, 16)} UTC`,
      what: step.replace('-', ' '),
      by,
      comment: cleanText(
        [comment, ...(violations ?? []).map(({ message }) => message)].filter(Boolean).join(' · '),
        2000,
      ),
    })),
  };
}

function factsOf({ from, to, requestedBy, destinationLink, details }: TransferCase, source: string, target: string) {
  return [
    ['From', `${source} (${from})`],
    ['To', `${target} (${to})`],
    ['Destination', destinationLink],
    ['Requested by', requestedBy],
    ['Scope', details.scope],
    ['Frequency', details.frequency],
    ['Start time', details.startTime],
    ['Related cases', details.relatedCases],
    ['Test results', details.testResults],
    ['Workaround', details.workaround],
    ['Business impact', details.businessImpact],
  ] as const;
}

function lineText(line: TransferLine): string {
  if ('licenseKey' in line)
    return cleanText(`${line.quantity} × ${line.deviceType ?? 'license'}, key ${line.licenseKey}`, 200);
  return cleanText(`${line.quantity} × ${'sku' in line ? line.sku : line.lotId}`, 200);
}
