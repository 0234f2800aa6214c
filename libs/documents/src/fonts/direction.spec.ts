import { runsInDrawingOrder } from './direction.ts';

// As it stands on the page from left to right, one character after the other.
const drawn = (line: string) =>
  runsInDrawingOrder(line)
    .map(({ start, end, level }) => {
      const characters = [...line.slice(start, end)];
      return (level % 2 === 1 ? characters.reverse() : characters).join('');
    })
    .join('');

describe('direction', () => {
  // Capitals stand for Hebrew letters, small ones for Latin: as in the examples of UAX #9.
  const hebrew = (text: string) =>
    text.replace(/[A-Z]/g, (letter) => String.fromCodePoint(0x5d0 + letter.charCodeAt(0) - 65));

  test.each([
    ['nothing to do', 'nothing to do'],
    ['car means CAR.', 'car means RAC.'],
    ['CAR MEANS car', 'SNAEM RAC car'],
    ['STORE 12', '12 EROTS'],
    ['STREET 12 FLAT 3', '3 TALF 12 TEERTS'],
    ['a STORE 12 b', 'a 12 EROTS b'],
    ['ID 12.5% X', 'X 12.5% DI'],
    ['TEL 03-1234567', '03-1234567 LET'],
    ['NAME (PLACE) LTD', 'DTL )ECALP( EMAN'],
    ['a (b) C', 'a (b) C'],
    ['A (b) C', 'A (b) C'],
    ['A (b C) D', 'A (b C) D'],
    ['A (12) C', 'C )12( A'],
    ['a (B) c', 'a (B) c'],
    ['SHOP abc SHOP', 'POHS abc POHS'],
    ['"A" b', '"A" b'],
    ['A, b, C', 'A, b, C'],
    ['A😀B c', 'B😀A c'],
  ])('F4 UAX #9: %s', (line, expected) => {
    expect(drawn(hebrew(line))).toBe(hebrew(expected));
  });

  test.each([
    ['رقم ١٢٣', '١٢٣ مقر'],
    ['رقم 123', '123 مقر'],
    ['فروشگاه ۱۲۳', '۱۲۳ هاگشورف'],
    ['قيمة 12/5', '12/5 ةميق'],
    ['شركة ABC للتقنية', 'ةكرش ABC ةينقتلل'],
    ['𞤀𞤣𞤤 a', '𞤤𞤣𞤀 a'],
  ])('F4 UAX #9: %s', (line, expected) => {
    expect(drawn(line)).toBe(expected);
  });

  test('F4 UAX #9: a line of several gets its direction from its paragraph', () => {
    const text = 'מחסן גדול 12 חדרים';
    const line = '12 חדרים';
    const within = { text, start: text.indexOf(line) };
    const levels = (paragraph?: typeof within) => runsInDrawingOrder(line, paragraph).map(({ level }) => level);
    expect(levels(within)).toEqual([1, 2]);
    expect(levels()).toEqual([0, 1]);
  });
});
