import { readSettings, StartError } from './settings.ts';

describe('SUPPORT_EMAIL', () => {
  test.each([['support@seatwright.example'], ['license-help+eu@mail.example']])(
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
    ['a@b'],
    ['..@x.example'],
    ['it\u200b@kunde.example'],
    ['it@kunde.example.'],
    ['it%evil.example@kunde.example'],
  ])('F10 %j, which the mail could not show as a link, is refused at the start', (email) => {
    expect(() => readSettings({ SUPPORT_EMAIL: email })).toThrow(
      new StartError('SUPPORT_EMAIL is not a plain e-mail address like support@seatwright.example'),
    );
  });
});

describe('O13 MAIL_FROM', () => {
  test.each([
    ['licenses@seatwright.example', 'licenses@seatwright.example'],
    ['Seatwright <licenses@seatwright.example>', 'Seatwright <licenses@seatwright.example>'],
    ['<licenses@seatwright.example>', 'licenses@seatwright.example'],
    ['"Seatwright, Inc." <licenses@seatwright.example>', '"Seatwright, Inc." <licenses@seatwright.example>'],
    ['Seatwright, Inc. <licenses@seatwright.example>', '"Seatwright, Inc." <licenses@seatwright.example>'],
    ['Łódź Lizenzen <lizenzen@müller.example>', 'Łódź Lizenzen <lizenzen@xn--mller-kva.example>'],
    [String.raw`"A \"B\"" <a@x.example>`, String.raw`"A \"B\"" <a@x.example>`],
  ])('%s is taken as %s', (given, from) => {
    expect(readSettings({ MAIL_FROM: given }).mailFrom).toBe(from);
  });

  test.each([
    ['licenses'],
    ['licenses@localhost'],
    ['Seatwright <licenses>'],
    ['Seatwright <..@x.example>'],
    ['Seatwright licenses@seatwright.example'],
    ['a@x.example, b@x.example'],
    ['A <a@x.example>, B <b@x.example>'],
    ['A <a@x.example> B'],
    ['A <a\u200b@x.example>'],
    ['A\nBcc: b@x.example <a@x.example>'],
    ['A\u0000 <a@x.example>'],
    ['\u200b <a@x.example>'],
    [`${'A'.repeat(201)} <a@x.example>`],
  ])('%j is refused at the start, in words', (given) => {
    expect(() => readSettings({ MAIL_FROM: given })).toThrow(
      /^MAIL_FROM (is not an e-mail address|has a name that is no line of text); it has to be like licenses@/,
    );
  });
});

describe('METRICS_PORT', () => {
  test('R19 is a port of its own: that of everything else is refused at the start', () => {
    expect(readSettings({ METRICS_PORT: '9464' }).metricsPort).toBe(9464);
    expect(readSettings({}).metricsPort).toBeUndefined();
    expect(() => readSettings({ METRICS_PORT: '3000' })).toThrow(
      new StartError('METRICS_PORT and PORT are both 3000: metrics without a token need a port of their own'),
    );
  });
});
