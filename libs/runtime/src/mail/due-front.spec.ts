import { DueFront } from './due-front.ts';

const minute = 60_000;

describe('G5 from when on due mails are looked for', () => {
  test('is a minute before the first that was claimed last, and now and then from the beginning', () => {
    let now = 0;
    const front = new DueFront(() => now);
    const at = (seconds: number) => {
      now = seconds * 1000;
      return front.from();
    };
    expect(at(0)).toBe(0);
    front.claimed(10 * minute);
    expect(at(1)).toBe(9 * minute);
    front.claimed(undefined);
    expect(at(29)).toBe(9 * minute);
    expect(at(30)).toBe(0);
    // What was found there may be older than what was claimed before.
    front.claimed(5 * minute);
    expect(at(31)).toBe(4 * minute);
    front.claimed(30_000);
    expect(at(32)).toBe(0);
  });
});
