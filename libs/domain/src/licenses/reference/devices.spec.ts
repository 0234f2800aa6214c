import { given } from '#test/fixtures/books.ts';
import { evolve, inUseOf } from '../books/books.ts';
import { decideDeviceCount, decideEnrolment } from './devices.ts';

const counted = 'sku:SKU-1';
const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;

function countAfter(
  ...happenings: readonly (readonly ['+' | '-', string, number] | readonly ['=', number, number])[]
): number {
  const books = given();
  for (const [kind, what, hour] of happenings) {
    const events =
      kind === '='
        ? decideDeviceCount(books, { accountId: 'A', counted, inUse: Number(what), at: at(hour) })
        : decideEnrolment(books, {
            accountId: 'A',
            counted,
            deviceId: String(what),
            enrolled: kind === '+',
            at: at(hour),
          });
    for (const event of events) evolve(books, event);
  }
  return inUseOf(books, 'A', counted);
}

describe('L5 device counts', () => {
  test('L5 devices that are enrolled and unenrolled are counted', () => {
    expect(countAfter(['+', 'd1', 1], ['+', 'd2', 2], ['-', 'd1', 3])).toBe(1);
  });

  test('L5 the same device twice counts once', () => {
    expect(countAfter(['+', 'd1', 1], ['+', 'd1', 2])).toBe(1);
    expect(countAfter(['-', 'd1', 1], ['-', 'd1', 2])).toBe(0);
  });

  test('L5 what arrives late changes nothing', () => {
    expect(countAfter(['+', 'd1', 1], ['-', 'd1', 3], ['+', 'd1', 2])).toBe(0);
    expect(countAfter(['=', 7, 5], ['=', 9, 4])).toBe(7);
  });

  test('L5 an absolute count that arrives late keeps the devices that are newer', () => {
    expect(countAfter(['+', 'g', 16], ['=', 8, 15])).toBe(9);
    expect(countAfter(['-', 'g', 16], ['=', 8, 15])).toBe(7);
    expect(countAfter(['=', 8, 15], ['+', 'g', 17], ['=', 20, 16])).toBe(21);
    expect(countAfter(['+', 'g', 14], ['=', 8, 15])).toBe(8);
    expect(countAfter(['+', 'g', 15], ['=', 8, 15])).toBe(8);
  });

  test('L5 an absolute count replaces what was counted before, and later devices add to it', () => {
    expect(countAfter(['+', 'd1', 1], ['=', 7, 5])).toBe(7);
    expect(countAfter(['=', 7, 5], ['+', 'd9', 6])).toBe(8);
    expect(countAfter(['=', 7, 5], ['-', 'd9', 6])).toBe(6);
    expect(countAfter(['=', 7, 5], ['+', 'd9', 4])).toBe(7);
    expect(countAfter(['=', 0, 5], ['-', 'd9', 6])).toBe(0);
  });
});
