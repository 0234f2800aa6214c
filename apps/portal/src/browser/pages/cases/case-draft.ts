import { wholeNumber } from '../../ui/whole-number.ts';

/** A transfer request as somebody fills it in, and what it asks the interface for (K4). */

export const detailNames = [
  'scope',
  'frequency',
  'startTime',
  'relatedCases',
  'testResults',
  'workaround',
  'businessImpact',
] as const;

export type DetailName = (typeof detailNames)[number];

export interface CaseDraft {
  readonly from?: string;
  readonly to?: string;
  readonly licenseKey: string;
  /** What is typed for each device type under the key. */
  readonly counts: Readonly<Record<string, string>>;
  /** Undefined: as the destination's own account says. */
  readonly destinationName?: string;
  readonly destinationLink?: string;
  readonly details: Readonly<Partial<Record<DetailName, string>>>;
}

export const emptyDraft: CaseDraft = { licenseKey: '', counts: {}, details: {} };

/** The lines that are asked for; those without a count are left out. */
export function linesOf({ licenseKey, counts }: CaseDraft) {
  return Object.entries(counts).flatMap(([deviceType, typed]) => {
    const quantity = wholeNumber(typed);
    return quantity === undefined || deviceType === '' ? [] : [{ licenseKey: licenseKey.trim(), deviceType, quantity }];
  });
}

/** Body of the transfer itself, which its preview takes as well; undefined as long as something of it is missing. */
export function transferOf(draft: CaseDraft) {
  const lines = linesOf(draft);
  const { from, to } = draft;
  if (!from || !to || from === to || draft.licenseKey.trim() === '' || lines.length === 0) return undefined;
  return { from, to, lines };
}

/** Which details have no words yet, in the order of the form. */
export function missingDetails({ details }: CaseDraft): DetailName[] {
  return detailNames.filter((name) => (details[name] ?? '').trim() === '');
}
