import { electronicAddressOf, isOfPeppol } from './electronic-address.ts';

describe('electronic addresses', () => {
  test.each(['0088:7300010000001', '9930:DE136695976', '0208:0403019261', '0192:123456785', 'EM:ap@customer.example'])(
    'I6 %s is one',
    (text) => {
      expect(electronicAddressOf(text)).toEqual({ scheme: text.split(':')[0], id: text.slice(text.indexOf(':') + 1) });
    },
  );

  test.each([
    '',
    '7300010000001',
    '0088:',
    '0088:7300010000002',
    '9999:X',
    '0208:0403019262',
    'EM:nobody',
    'em:a@b.example',
  ])('I6 %j is none: an unknown scheme, or no id of it', (text) => {
    expect(electronicAddressOf(text)).toBeUndefined();
  });

  test('I6 mail is no network of Peppol', () => {
    expect(isOfPeppol({ scheme: '0088', id: '7300010000001' })).toBe(true);
    expect(isOfPeppol({ scheme: 'EM', id: 'ap@customer.example' })).toBe(false);
  });
});
