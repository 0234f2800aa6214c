import { markedLines, placeKey } from './marked-lines.ts';

describe('P7 the places of a document that something is wrong with', () => {
  const text = 'first\r\nsecond\n\nlast';
  const marked = (given: ReturnType<typeof markedLines>) => given.pieces.filter(({ anchor }) => anchor);

  test('lines are marked once each, and the pieces make the text', () => {
    const given = markedLines(text, [
      { line: 4, column: 2 },
      { line: 1, column: 3 },
      { line: 1, column: 1 },
    ]);
    expect(marked(given)).toEqual([
      { text: 'first', anchor: 'line-1' },
      { text: 'last', anchor: 'line-4' },
    ]);
    expect(given.pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(given.anchors.get(placeKey({ line: 1, column: 3 }))).toBe('line-1');
  });

  test('a place that the text does not reach, or that is empty, has no anchor', () => {
    const given = markedLines(text, [{ line: 3 }, { line: 9, column: 1 }]);
    expect(given).toEqual({ pieces: [{ text }], anchors: new Map() });
  });

  test('of a document in one long line what begins at each column is marked', () => {
    const long = 'x'.repeat(300);
    const places = [
      { line: 1, column: 251 },
      { line: 1, column: 11 },
      { line: 1, column: 21 },
      { line: 1, column: 999 },
    ];
    const given = markedLines(long, places);
    expect(marked(given).map((piece) => [piece.anchor, piece.text.length])).toEqual([
      ['line-1-11', 10],
      ['line-1-21', 80],
      ['line-1-251', 49],
      ['line-1-300', 1],
    ]);
    expect(given.pieces.map((piece) => piece.text).join('')).toBe(long);
    expect(places.map((place) => given.anchors.has(placeKey(place)))).toEqual([true, true, true, true]);
  });
});
