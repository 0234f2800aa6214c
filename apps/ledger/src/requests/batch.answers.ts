import { refusedAsStale } from '#domain/licenses/actions/stale.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { planStale } from '#domain/licenses/rules/rules-general.ts';
import { firstViolations, type Violation } from '#domain/values/violation.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Answer } from '#runtime/http/idempotency.ts';
import type { Decided } from '#runtime/slices/slice-decider.ts';
import { commitAnswer, type PreviewAnswer, previewAnswer } from './ledger.answers.ts';

/** What HTTP answers to many requests at once: to each what it would alone, after those before it. */

/** What there can be many of at once, by its name in requests, answers and paths: the message that each of them is. */
export const messageOfEach = {
  transfers: 'license.transfer-requested.v1',
  moves: 'stock.move-requested.v1',
} as const;

export type BatchList = keyof typeof messageOfEach;

/** What was decided about each request. */
type Rows = readonly (readonly LicenseEvent[])[];

/** The preview of all of them, under the name of their list. */
export type BatchPreview = Partial<Record<BatchList, readonly PreviewAnswer[]>> & {
  readonly refused: number;
  readonly planHash: string;
};

/** Whether nothing stands in the way of a request. */
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
export function batchPreview(list: BatchList, rows: Rows, visible: Visible): BatchPreview {
  const refused = rows.filter((events) => !isMade(events)).length;
  return { [list]: rows.map((events) => previewAnswer(events, visible)), refused, planHash: batchHash(rows) };
}

/**
 * What is kept of requests by their answer: all of them, or of what is not done the refusals alone (L8). Where the preview is stale, that
 * is why each of them was refused.
 */
export function keptDecisions(
  decided: readonly Decided<LicenseEvent>[],
  { status, violations }: BatchAnswer,
): readonly Decided<LicenseEvent>[] {
  if (status === 201) return decided;
  const [stale] = status === 409 ? violations : [];
  if (!stale) return decided.filter(({ events }) => !isMade(events));
  return decided.map(({ message, events }) => ({ message, events: refusedAsStale(events, message.id, stale) }));
}

/** An answer with what stands against it. */
export interface BatchAnswer extends Answer {
  readonly violations: readonly Violation[];
}

/** 201 when all of them were made; 409 when the preview is stale, else 422 with every violation at its request. */
export function batchAnswer(list: BatchList, rows: Rows, visible: Visible, previewed: string | undefined): BatchAnswer {
  const planHash = batchHash(rows);
  if (previewed !== undefined && previewed !== planHash) return refusal(409, [planStale(previewed, planHash)]);
  if (rows.every(isMade)) {
    const made = rows.map((events) => commitAnswer(events, visible).body);
    return { status: 201, body: { [list]: made, planHash }, violations: [] };
  }
  const violations = rows.flatMap((events, index) =>
    previewAnswer(events, visible).violations.map(({ path, ...violation }) => {
      const at = `${list}[${index}]`;
      return { ...violation, path: path === undefined ? at : `${at}.${path}` };
    }),
  );
  return refusal(422, firstViolations(violations));
}

function refusal(status: number, violations: readonly Violation[]): BatchAnswer {
  const detail = violations.map(({ message }) => message).join('; ');
  return { status, body: { type: 'about:blank', title: 'Refused', status, detail, violations }, violations };
}
