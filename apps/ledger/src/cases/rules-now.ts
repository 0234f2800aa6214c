import type { TransferCase } from '#domain/licenses/books/case.ts';
import { toldViolations } from '#domain/licenses/rules/told-violations.ts';
import type { Violation } from '#domain/values/violation.ts';
import { seenSides, type Visible } from '#runtime/http/access/access.ts';
import type { LedgerCommands } from '../requests/ledger.commands.ts';

/** Cases of one answer whose rules are looked at: each is a preview. */
export const checkedCases = 100;

/** What stands in the way of approving a case now; nothing: it would go through. */
export interface RulesNow {
  readonly rulesNow?: readonly Violation[];
}

/**
 * Cases with what their rules say as of now (K8), looked at as an approval would: for whoever submitted them. Only what waits has rules to
 * look at, and each is told as far as the reader may see its sides (L11).
 */
export async function withRulesNow<Case extends TransferCase>(
  commands: Pick<LedgerCommands, 'violationsEach'>,
  visible: Visible,
  cases: readonly Case[],
): Promise<(Case & RulesNow)[]> {
  const waiting = cases.filter(({ state }) => state === 'submitted');
  const found = await commands.violationsEach(
    waiting.map(({ from, to, lines, requestedBy }) => ({
      email: requestedBy,
      type: 'license.transfer-requested.v1',
      data: { from, to, lines },
    })),
  );
  const byId = new Map(waiting.map(({ caseId }, index) => [caseId, found[index] ?? []]));
  return cases.map((one) => {
    const violations = byId.get(one.caseId);
    if (violations === undefined) return one;
    return { ...one, rulesNow: toldViolations(violations, seenSides(visible, one.from, one.to)) };
  });
}
