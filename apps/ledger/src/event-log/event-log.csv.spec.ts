import { cellOf, csvColumns, csvHeader } from './event-log.csv.ts';

describe('D8 the event log as CSV', () => {
  test('D8 original data has all columns, the current view those that are shown, in their order', () => {
    expect(csvHeader(csvColumns(undefined))).toBe(
      '\ufeffEvent date,Event type,Source,Target,License count,Initiated by\r\n',
    );
    expect(csvHeader(csvColumns('target,date'))).toBe('\ufeffTarget,Event date\r\n');
    expect(() => csvColumns('nothing')).toThrow('there is no column nothing');
  });

  test.each(['__proto__', 'constructor', 'toString', 'date,hasOwnProperty'])(
    'D8 what every object has is no column: %s',
    (names) => expect(() => csvColumns(names)).toThrow(/^there is no column \w+; there are date, type, /),
  );

  test('D8 a column is named once', () => {
    expect(() => csvColumns('date,type,date')).toThrow('columns names date more than once; there are date, type, ');
  });

  test.each(['x;=1+1', 'x\t=1+1', ';=1+1'])('D8 a cell stays one where semicolons or tabs separate: %j', (text) =>
    expect(cellOf(text)).toBe(`"${text}"`),
  );

  test('D8 cells are quoted where they have to be', () => {
    expect(['Łódź, "Main"', 'B', '5'].map(cellOf)).toEqual(['"Łódź, ""Main"""', 'B', '5']);
  });

  test('D8 before a sign that starts a formula is hidden what Unicode says is not seen, and nothing else', () => {
    const unseen = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
    const wrong: string[] = [];
    for (let code = 1; code <= 0x10ffff; code++) {
      const text = String.fromCodePoint(code);
      if (/[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\u202a-\u202e\u2066-\u2069]/.test(text)) continue;
      if (/^"?'/.test(cellOf(`${text}=`)) !== (unseen.test(text) || text === "'")) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', ' =1', '\u200b-1', '\u00a0+1', '＝1', '＋1', '－1', '\ufeff＠x'])(
    'D8 a cell that starts a formula is made harmless: %j',
    (text) => {
      expect(cellOf(text).replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );

  test('D8 marks that turn the direction of writing are left out, joiners of scripts stay', () => {
    expect(cellOf('Evil \u202eHbmG\u202c \u2067x\u2069')).toBe('Evil HbmG x');
    expect(cellOf('می\u200cخواهم')).toBe('می\u200cخواهم');
  });
});
