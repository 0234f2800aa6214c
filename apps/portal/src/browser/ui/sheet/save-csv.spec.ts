import { csvOf } from './save-csv.ts';

test('D8 cells that would be calculated are text, and marks of the format are quoted', () => {
  expect(
    csvOf([
      ['Name', 'Count'],
      ['=1+1', 5],
      ['a "b", c', undefined],
      ['-5', -5],
      ['@x\ny', '\tz'],
    ]),
  ).toBe('\ufeffName,Count\r\n\'=1+1,5\r\n"a ""b"", c",\r\n\'-5,-5\r\n"\'@x\ny","\'\tz"\r\n');
});
