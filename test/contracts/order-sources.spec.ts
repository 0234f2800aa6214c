import { intakeSettings } from '#apps/intake/src/intake.settings.ts';
import { readSettings } from '#runtime/environment/settings.ts';

const sourcesIn = (variables: Record<string, string>) =>
  readSettings(variables, [intakeSettings]).of(intakeSettings).orderSources;

describe('ORDER_SOURCES', () => {
  test('O8 groups of sources count as one system each; unset there are none', () => {
    expect(sourcesIn({ ORDER_SOURCES: '[["/erp/eu","/erp/us"],["a","b","c"]]' })).toEqual([
      ['/erp/eu', '/erp/us'],
      ['a', 'b', 'c'],
    ]);
    expect(sourcesIn({})).toEqual([]);
  });

  test.each([['/erp/eu,/erp/us'], ['["/erp/eu","/erp/us"]'], ['[["/erp/eu"]]'], ['[[1,2]]'], ['{}'], ['[["","x"]]']])(
    'O8 %s is refused at the start',
    (text) => {
      expect(() => sourcesIn({ ORDER_SOURCES: text })).toThrow(/^ORDER_SOURCES /);
    },
  );
});
