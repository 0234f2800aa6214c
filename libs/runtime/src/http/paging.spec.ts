import { cursorKey, pageOf } from './paging.ts';

const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('R15 a cursor is checked before anything is asked of the database', () => {
  test('what a page gave is read back, whatever is in it', () => {
    const rows = [
      { at: '2026-11-29T10:00:00.000001Z', id: 'Łódź \'x\' "y"' },
      { at: '', id: '' },
    ];
    const { nextCursor } = pageOf(rows, 1, ({ at, id }) => [at, id]);
    expect(cursorKey(nextCursor ?? '', ['instant', 'text'])).toEqual([rows[0]?.at, rows[0]?.id]);
    expect(cursorKey(undefined, ['text'])).toBeUndefined();
  });

  test.each([
    [
      'number',
      ['0', '-5', '999999999999999999'],
      ['', 'garbage', '1.5', '1e3', ' 1', '9223372036854775808', 'NaN', 'NULL'],
    ],
    [
      'date',
      ['2026-11-29', '2028-02-29', '9999-12-31', 'infinity'],
      ['2026-99-99', '2026-02-29', '0000-01-01', '-infinity', 'now'],
    ],
    [
      'instant',
      ['2026-11-29T10:00:00Z', '2026-11-29T23:59:59.123456Z'],
      [
        '2026-11-29',
        '2026-02-30T10:00:00Z',
        '2026-11-29T24:00:00Z',
        '2026-11-29T10:00:60Z',
        '+012026-01-01T00:00:00Z',
        'now',
      ],
    ],
    ['text', ['', 'a', '株式会社'], ['a\0b', '\ud842']],
  ] as const)('a part that is a %s', (part, right, wrong) => {
    for (const text of right) expect(cursorKey(cursorOf([text]), [part])).toEqual([text]);
    for (const text of wrong)
      expect(() => cursorKey(cursorOf([text]), [part])).toThrow(/none that a page of this list gave/);
  });

  test.each([
    ['no text', ''],
    ['no base64url', 'a cursor!'],
    ['no JSON', Buffer.from('garbage').toString('base64url')],
    ['no list', cursorOf({ 0: '1' })],
    ['a part too few', cursorOf([])],
    ['a part too many', cursorOf(['1', '2'])],
    ['a number where texts are', cursorOf([1])],
    ['a list in a list', cursorOf([['1']])],
    ['longer than any', cursorOf(['1'.repeat(5000)])],
  ])('%s is refused', (_what, cursor) => {
    expect(() => cursorKey(cursor, ['number'])).toThrow(expect.objectContaining({ status: 400 }));
  });
});
