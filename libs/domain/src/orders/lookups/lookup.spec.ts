import { afterLookup, pauseAfter, waitAfter } from './lookup.ts';

const minute = 60_000;
const start = 1_000_000_000;
const at = { began: start, now: start + 500, chance: 0 };
const fresh = { asked: start - 3000, isDeleted: false, failures: 0 };
const again = { kind: 'again', why: '503' } as const;

describe('after a try to read an order back', () => {
  test.each(['found', 'same'] as const)('%s is taken, and read once more if an event came after it began', (kind) => {
    expect(afterLookup({ kind }, fresh, at)).toEqual({ step: 'take', again: false });
    expect(afterLookup({ kind }, { ...fresh, asked: start + 1 }, at)).toEqual({ step: 'take', again: true });
  });

  test('a missing order is waited for while a replica may be behind, and is gone then if somebody said so', () => {
    const [deleted, late] = [{ isDeleted: true }, { asked: start - 2 * minute }];
    expect(afterLookup({ kind: 'missing' }, { ...fresh, ...deleted }, at)).toMatchObject({ step: 'wait' });
    expect(afterLookup({ kind: 'missing' }, { ...fresh, ...late, ...deleted }, at)).toEqual({ step: 'gone' });
    // A user who may not see an order is told that it is not there.
    expect(afterLookup({ kind: 'missing' }, { ...fresh, ...late }, at)).toMatchObject({ step: 'wait' });
    const failingSince = at.now - 24 * 60 * minute;
    expect(afterLookup({ kind: 'missing' }, { ...fresh, ...late, failingSince }, at)).toEqual({
      step: 'give-up',
      why: 'the order is not there',
    });
  });

  test('wrong credentials pause the sender, however often', () => {
    const state = { ...fresh, failures: 100, failingSince: start - 48 * 60 * minute };
    expect(afterLookup({ kind: 'locked', why: '401' }, state, at)).toEqual({ step: 'pause', why: '401' });
    expect([0, 1, 4, 5, 100].map(pauseAfter)).toEqual([5, 10, 80, 120, 120].map((minutes) => minutes * minute));
  });

  test('what may pass is tried again, longer apart each time, for a day', () => {
    const waits = [0, 1, 2, 8, 9, 1000].map((failures) => waitAfter(failures, 0));
    expect(waits).toEqual([2000, 4000, 8000, 512_000, 15 * minute, 15 * minute]);
    expect(afterLookup(again, fresh, at)).toEqual({ step: 'wait', until: at.now + 2000, failures: 1, why: '503' });
    expect(afterLookup(again, { ...fresh, failures: 99, failingSince: at.now - 24 * 60 * minute }, at)).toEqual({
      step: 'give-up',
      why: '503',
    });
  });

  test('chance shortens a wait by up to a half; what the other side asked for is waited, up to the longest wait', () => {
    expect(waitAfter(3, 0.5)).toBe(12_000);
    expect(waitAfter(0, 0.999)).toBeGreaterThan(999);
    expect(waitAfter(0, 0, 90_000)).toBe(90_000);
    expect(waitAfter(0, 0, 24 * 60 * minute)).toBe(15 * minute);
  });
});
