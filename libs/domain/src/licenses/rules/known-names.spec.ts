import { given, lot, now, terms } from '#test/fixtures/books.ts';
import { evolve } from '../books/books.ts';
import type { Product } from '../books/product.ts';
import { deviceTypesFor, deviceTypeViolations, noNames, productViolations, soldAsKnown } from './known-names.ts';

const product = (deviceType?: string, edition?: string, program = 'meraki'): Product => ({
  ...{ sku: `${deviceType}-${edition}`, name: 'Thing', program, category: 'paid', billing: 'once', prices: {} },
  ...{ withdrawn: false, asOf: now, deviceType, edition },
});
const { programs } = terms;

function catalog(...products: Product[]) {
  const books = given({ holdings: [[lot('L1', { deviceType: 'Old Phone' }), 'A', 1]] });
  for (const each of products) evolve(books, { type: 'ProductPublished', product: each });
  return books;
}

describe('T6 names are written as they are known', () => {
  test.each([
    [product('mx', 'Advanced Security'), 'MX', 'advanced-security'],
    [product('m-x', 'ENTERPRISE'), 'MX', 'enterprise'],
    [product('WIRELESS_AP', ' Standard', 'mist'), 'wireless-ap', 'standard'],
    [product('MV', 'Enterprise'), 'MV', 'enterprise'],
    [product('Toaster', 'Shiny', 'mist'), 'Toaster', 'Shiny'],
    [product('Toaster', undefined, 'mist'), 'Toaster', undefined],
    [product(undefined, 'Shiny', 'mist'), undefined, 'Shiny'],
  ])('a product of %j has device type %j and edition %j', (told, deviceType, edition) => {
    const books = catalog(product('wireless-ap', 'standard', 'mist'));
    expect(soldAsKnown(told, books, noNames, programs)).toEqual({ ...told, deviceType, edition });
  });

  test.each([
    [product('MX', 'advanced secruity'), ['UNKNOWN_EDITION']],
    [product('mx67', 'advanced'), ['UNKNOWN_EDITION']],
    [product('MX67', 'SD WAN Plus'), []],
    [product('MR', 'sd-wan-plus'), ['UNKNOWN_EDITION']],
    [product('MR', 'Advanced'), []],
    [product('MX', undefined), []],
    [product('wireless-ap', 'whatever', 'mist'), []],
  ])('a product of %j is refused with %j', (told, codes) => {
    expect(productViolations(told, programs).map(({ code }) => code)).toEqual(codes);
  });

  test('what is refused names what is known', () => {
    expect(productViolations(product('MX', 'beta'), programs)).toMatchObject([
      { path: 'edition', value: 'beta', limit: 'enterprise, advanced-security, sd-wan-plus' },
    ]);
    expect(deviceTypeViolations('A', 'MZ', ['MX67', 'MS'])).toMatchObject([
      { path: 'deviceType', value: 'MZ', limit: 'MX67, MS', message: expect.stringContaining('MX67, MS') },
    ]);
  });

  test('L5 devices are counted by the types of the catalog and of what the account holds', () => {
    const books = catalog(product('MX67', 'enterprise'));
    const names = { sold: [{ deviceType: 'switch' }], held: new Map([['B', ['camera']]]) };
    expect(deviceTypesFor(books, names, 'A')).toEqual(['switch', 'MX67', 'Old Phone']);
    expect(deviceTypesFor(books, names, 'B')).toEqual(['switch', 'MX67', 'camera']);
    for (const told of ['mx-67', 'OLD PHONE', 'Switch']) {
      expect(deviceTypeViolations('A', told, deviceTypesFor(books, names, 'A'))).toEqual([]);
    }
    expect(deviceTypeViolations('A', 'camera', deviceTypesFor(books, names, 'A'))).toHaveLength(1);
  });
});
