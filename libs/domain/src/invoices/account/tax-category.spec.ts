import { treatmentOf } from './tax-category.ts';

const polish = { country: 'PL', vatId: 'PL5260001246' };
const exempt = { ...polish, exemptionReason: 'Small business' };

describe('the category of a rate', () => {
  test.each([
    ['S', 'any rate above 0', '23', polish, { country: 'FR', vatId: 'FR40303265045' }],
    ['AE', 'a business of another member state', '0', polish, { country: 'FR', vatId: 'FR40303265045' }],
    ['AE', 'a Greek business, whose identifier says EL', '0.00', polish, { country: 'GR', vatId: 'EL094259216' }],
    ['AE', 'a business of Northern Ireland', '0', polish, { country: 'GB', vatId: 'XI123456789' }],
    ['AE', 'a business whose country its identifier alone says', '0', polish, { vatId: 'DE136695976' }],
    [
      'AE',
      'a business abroad, of a seller that is exempt at home',
      '0',
      exempt,
      { country: 'EE', vatId: 'EE100931558' },
    ],
    ['Z', 'somebody abroad without an identifier', '0', polish, { country: 'FR' }],
    ['Z', 'an identifier of a third country', '0', polish, { country: 'FR', vatId: 'DE136695976' }],
    ['E', 'somebody abroad, of a seller that is exempt', '0', exempt, { country: 'FR' }],
    ['G', 'a buyer outside the Union', '0', polish, { country: 'JP' }],
    ['G', 'a buyer in Great Britain', '0', exempt, { country: 'GB', vatId: 'GB123456789' }],
    ['O', 'a seller without a VAT identifier', '0', { country: 'PL' }, { country: 'JP' }],
    ['Z', 'the same country', '0', polish, { country: 'PL', vatId: 'PL7250001245' }],
    ['E', 'the same country, with a reason', '0', exempt, { country: 'PL' }],
    [
      'Z',
      'a seller outside the Union',
      '0',
      { country: 'CH', vatId: 'CHE123456789' },
      { country: 'DE', vatId: 'DE136695976' },
    ],
    ['Z', 'a buyer of whom nothing is known', '0', polish, {}],
    ['Z', 'a country that there is none of', '0', polish, { country: 'ZZ' }],
  ])('I9 is %s for %s', (category, _, rate, seller, buyer) => {
    expect(treatmentOf(rate, seller, buyer).category).toBe(category);
  });

  test('I9 says why nothing is taxed, with its code', () => {
    expect(treatmentOf('0', polish, { country: 'FR', vatId: 'FR40303265045' })).toEqual({
      category: 'AE',
      reasonCode: 'VATEX-EU-AE',
      reason: 'Reverse charge',
    });
    expect(treatmentOf('0', polish, { country: 'US' })).toMatchObject({ reasonCode: 'VATEX-EU-G' });
    expect(treatmentOf('0', exempt, { country: 'PL' })).toEqual({ category: 'E', reason: 'Small business' });
    expect(treatmentOf('0', { country: 'PL' }, { country: 'FR', vatId: 'FR40303265045' })).toEqual({
      category: 'O',
      reasonCode: 'VATEX-EU-O',
      reason: 'Not subject to VAT',
    });
    expect(treatmentOf('8', exempt, { country: 'PL' })).toEqual({ category: 'S' });
  });
});
