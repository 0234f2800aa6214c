import type { Page } from '#runtime/http/paging.ts';
import type { AccountFigures } from '../account-figures.views.ts';
import type { AccountQuery } from '../accounts.views.ts';
import { isUrgent, urgentOf } from './urgent-accounts.ts';

const today = '2026-11-29';

function account(available: number, nextEnd?: string): AccountFigures & { readonly at: number } {
  const figures = { total: 10, inUse: 10 - available, available };
  return {
    at: 0,
    products: [{ sku: 'A', ...figures }],
    deviceTypes: [],
    programs: [{ program: 'mist', ...figures, nextEnd }],
  };
}

/** A list whose cursors are places. */
const listOf =
  (all: readonly ReturnType<typeof account>[]) =>
  async ({ cursor = '0', limit }: AccountQuery): Promise<Page<ReturnType<typeof account>>> => {
    const end = Number(cursor) + Number(limit);
    return { items: all.slice(Number(cursor), end), nextCursor: end < all.length ? String(end) : null };
  };

describe('P2 accounts that somebody has to look at', () => {
  test.each([
    ['more in use than there is', account(-1), true],
    ['an end within 60 days', account(5, '2027-01-28'), true],
    ['a later end', account(5, '2027-01-29'), false],
    ['no end and some free', account(0), false],
  ] as const)('%s: %s', (_what, one, expected) => {
    expect(isUrgent(one, today)).toBe(expected);
  });

  test('are found however far back they stand, each once, over pages of any size', async () => {
    const all = Array.from({ length: 137 }, (_, at) => ({ ...account(at % 7 === 3 || at > 130 ? -1 : 1), at }));
    const wanted = all.filter((one) => isUrgent(one, today)).map(({ at }) => at);
    for (const limit of ['1', '2', '5', '30', '200']) {
      const found: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await urgentOf(listOf(all), { limit, cursor }, today);
        expect(page.items.length).toBeLessThanOrEqual(Number(limit));
        found.push(...page.items.map(({ at }) => at));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(found).toEqual(wanted);
    }
  });
});
