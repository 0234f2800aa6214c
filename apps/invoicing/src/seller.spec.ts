import { StartError } from '#runtime/environment/settings.ts';
import { readSeller } from './seller.ts';

describe('O13 SELLER_EMAIL', () => {
  test('is kept with its domain as A-label; without one it is the file’s', () => {
    expect(readSeller({ SELLER_EMAIL: 'Rechnung@Müller.example' }).email).toBe('Rechnung@xn--mller-kva.example');
    expect(readSeller({}).email).toBe('billing@seatwright.example');
  });

  test.each([['billing'], ['a@b'], ['..@x.example'], ['Billing <billing@x.example>'], ['a\u200b@x.example']])(
    '%j is refused at the start, with both names that it has',
    (email) => {
      expect(() => readSeller({ SELLER_EMAIL: email })).toThrow(StartError);
      expect(() => readSeller({ SELLER_EMAIL: email })).toThrow(
        /^SELLER_EMAIL \(or email in .*\): is not a plain e-mail address like billing@/,
      );
    },
  );
});
