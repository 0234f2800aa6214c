import { byDeviceType } from '#domain/values/names/known-name.ts';
import { terms } from '#test/fixtures/books.ts';
import { asKnown, editionViolations, knownEditions } from './editions.ts';

const sold = [
  { deviceType: 'wireless-ap', edition: 'standard' },
  { deviceType: 'wireless-ap', edition: 'advanced' },
  { deviceType: 'MX67', edition: 'enterprise' },
  { deviceType: 'router' },
];
const known = knownEditions(terms.programs, sold);

describe('T6 editions and device types', () => {
  test.each([
    [{ MX: 'Advanced Security' }, { MX: 'advanced-security' }],
    [{ mx: 'ADVANCED-SECURITY' }, { MX: 'advanced-security' }],
    [{ mx67: 'sd wan plus' }, { MX67: 'sd-wan-plus' }],
    [{ 'Wireless AP': 'Standard' }, { 'wireless-ap': 'standard' }],
    [{ MR: ' Advanced' }, { MR: 'advanced' }],
    [{ MX: 'beta' }, { MX: 'beta' }],
  ])('%j are kept as %j', (told, kept) => {
    expect(asKnown(told as Record<string, string>, known)).toEqual(kept);
  });

  test.each([
    [{ MX: 'advanced security' }, []],
    [{ MX: 'beta' }, ['UNKNOWN_EDITION']],
    [{ MX: 'advanced secruity' }, ['UNKNOWN_EDITION']],
    [{ MX: 'advanced' }, ['UNKNOWN_EDITION']],
    [{ MX67: 'standard' }, ['UNKNOWN_EDITION']],
    [{ 'wireless-ap': 'standard', MS: 'enterprise' }, []],
    [{ MX: 'enterprise', mx: 'enterprise' }, ['DEVICE_TYPE_TWICE']],
  ])('%j is refused with %j', (told, codes) => {
    expect(editionViolations(told as Record<string, string>, known).map(({ code }) => code)).toEqual(codes);
  });

  test('what stood there before may stay', () => {
    expect(editionViolations({ MX: 'beta' }, known, { MX: 'beta' })).toEqual([]);
  });

  test('what is refused names what is known', () => {
    expect(editionViolations({ MX: 'beta' }, known)).toMatchObject([
      { path: 'editions.MX', limit: 'enterprise, advanced-security, sd-wan-plus', actual: 'beta' },
    ]);
  });

  test('a family speaks for its models, in every spelling', () => {
    expect(byDeviceType({ 'm-x': 1, '*': 2 }, 'MX67')).toBe(1);
    expect(byDeviceType({ MX: 1, mx67: 3 }, 'MX67')).toBe(3);
    expect(byDeviceType({ '*': 2 }, 'MX67')).toBeUndefined();
  });
});
