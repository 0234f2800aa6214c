import { readSettings, StartError } from './settings.ts';

describe('SUPPORT_EMAIL', () => {
  test.each([['support@seatwright.example'], ['licence-help+eu@mail.example']])(
    'F10 %s is whom mails say to ask',
    (email) => {
      expect(readSettings({ SUPPORT_EMAIL: email }).supportEmail).toBe(email);
    },
  );

  test.each([[{}], [{ SUPPORT_EMAIL: '' }]])('F10 unset, as in %j, it is nobody', (variables) => {
    expect(readSettings(variables).supportEmail).toBeUndefined();
  });

  test.each([
    ['support'],
    ['Support <support@seatwright.example>'],
    ['a@x.example, b@x.example'],
    ['"><script>@x'],
    ['a@x.example\nBcc: b@x.example'],
    ['a@x.example\n'],
  ])('F10 %j, which the mail could not show as a link, is refused at the start', (email) => {
    expect(() => readSettings({ SUPPORT_EMAIL: email })).toThrow(
      new StartError('SUPPORT_EMAIL is not a plain e-mail address like support@seatwright.example'),
    );
  });
});

describe('ORDER_SOURCES', () => {
  test('O8 groups of sources count as one system each; unset there are none', () => {
    expect(readSettings({ ORDER_SOURCES: '[["/erp/eu","/erp/us"],["a","b","c"]]' }).orderSources).toEqual([
      ['/erp/eu', '/erp/us'],
      ['a', 'b', 'c'],
    ]);
    expect(readSettings({}).orderSources).toEqual([]);
  });

  test.each([['/erp/eu,/erp/us'], ['["/erp/eu","/erp/us"]'], ['[["/erp/eu"]]'], ['[[1,2]]'], ['{}'], ['[["","x"]]']])(
    'O8 %s is refused at the start',
    (text) => {
      expect(() => readSettings({ ORDER_SOURCES: text })).toThrow(/^ORDER_SOURCES /);
    },
  );
});
