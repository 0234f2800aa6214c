import { staleTransfer } from '#domain/licenses/actions/transfer.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { planStale } from '#domain/licenses/rules/rules-general.ts';
import { firstViolations, type Violation } from '#domain/values/violation.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Answer } from '#runtime/http/idempotency.ts';
import type { Decided } from '#runtime/slices/slice-decider.ts';
import { commitAnswer, type PreviewAnswer, previewAnswer } from './ledger.answers.ts';

/** What HTTP answers to many transfers at once: to each what it would alone, after those before it. */

/** What was decided about each transfer. */
type Rows = readonly (readonly LicenseEvent[])[];

/** The preview of all of them. */
export interface BatchPreview {
  readonly transfers: readonly PreviewAnswer[];
  readonly refused: number;
  readonly planHash: string;
}

/** Whether nothing stands in the way of a transfer. */
export function isMade(events: readonly LicenseEvent[]): boolean {
  return events.some((event) => 'journal' in event);
}

/** L3: one hash of what would become of all of them, which stands for the hashes of their plans. */
export function batchHash(rows: Rows): string {
  return sha256(
    JSON.stringify(
      rows.map((events) => events.map((event) => ('plan' in event && event.plan?.planHash) || event.type)),
    ),
  );
}

/** Always 200, with what stands in the way of each (L3). */
export function batchPreview(rows: Rows, visible: Visible): BatchPreview {
  const refused = rows.filter((events) => !isMade(events)).length;
  return { transfers: rows.map((events) => previewAnswer(events, visible)), refused, planHash: batchHash(rows) };
}

/**
 * What is kept of transfers by their answer: all of them, or of what is not done the refusals alone (L8). Where the preview is stale, that
 * is why each of them was refused.
 */
export function keptDecisions(
  decided: readonly Decided<LicenseEvent>[],
  { status, violations }: BatchAnswer,
): readonly Decided<LicenseEvent>[] {
  if (status === 201) return decided;
  const [stale] = status === 409 ? violations : [];
  if (!stale) return decided.filter(({ events }) => !isMade(events));
  return decided.map(({ message, events }) => ({ message, events: staleTransfer(events, message.id, stale) }));
}

/** An answer with what stands against it. */
export interface BatchAnswer extends Answer {
  readonly violations: readonly Violation[];
}

/** 201 when all of them were made; 409 when the preview is stale, else 422 with every violation at its transfer. */
export function batchAnswer(rows: Rows, visible: Visible, previewed: string | undefined): BatchAnswer {
  const planHash = batchHash(rows);
  if (previewed !== undefined && previewed !== planHash) return refusal(409, [planStale(previewed, planHash)]);
  if (rows.every(isMade)) {
    const transfers = rows.map((events) => commitAnswer(events, visible).body);
    return { status: 201, body: { transfers, planHash }, violations: [] };
  }
  const violations = rows.flatMap((events, index) =>
    previewAnswer(events, visible).violations.map(({ path, ...violation }) => {
      const at = `transfers[${index}]`;
      return { ...violation, path: path === undefined ? at : `${at}.${path}` };
    }),
  );
  return refusal(422, firstViolations(violations));
}

function refusal(status: number, violations: readonly Violation[]): BatchAnswer {
  const detail = violations.map(({ message }) => message).join('; ');
  return { status, body: { type: 'about:blank', title: 'Refused', status, detail, violations }, violations };
}
