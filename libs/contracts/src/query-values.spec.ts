import { z } from 'zod';
import { routes } from './http/http.ts';
import { paging } from './http/http-route.ts';
import { wrongParameters } from './query-values.ts';

describe('values in a query', () => {
  const known = { ...paging, hide: { schema: z.enum(['true', 'false']), description: '' } };

  test.each([
    [{ hide: 'maybe' }, { code: 'UNKNOWN_VALUE', path: 'hide', limit: 'true, false', value: 'maybe' }],
    [{ hide: 'tru' }, { code: 'UNKNOWN_VALUE', path: 'hide', remedy: 'write true' }],
    [{ limit: '0' }, { code: 'TOO_SMALL', path: 'limit', limit: '1', actual: '0', message: 'limit is less than 1' }],
    [{ limit: '501' }, { code: 'TOO_LARGE', path: 'limit', limit: '500', actual: '501' }],
    [{ limit: 'many' }, { code: 'WRONG_TYPE', path: 'limit', remedy: 'send a whole number' }],
    [{ limit: '' }, { code: 'WRONG_TYPE', path: 'limit' }],
    [{ limit: '1.5' }, { code: 'WRONG_TYPE', path: 'limit' }],
  ])('L9 %j is refused with its limit and what would be right', (query, violation) => {
    expect(wrongParameters(query, known)).toMatchObject([violation]);
  });

  test.each([[{}], [{ hide: 'true', limit: '500' }], [{ limit: '1' }], [{ nobodyKnows: 'x' }]])(
    'L9 %j passes',
    (query) => {
      expect(wrongParameters(query, known)).toEqual([]);
    },
  );

  test.each([
    ['/api/dead-letters', 'service', 'billing'],
    ['/api/accounts/{accountId}/licenses', 'hideNonTransferable', 'maybe'],
    ['/api/invoices', 'state', 'hold'],
    ['/api/invoices', 'period', '2026-13'],
    ['/api/mails', 'kind', 'invoices'],
    ['/api/mails', 'address', 'it'],
    ['/api/orders', 'state', 'bogus'],
    ['/api/transfers', 'from', '2026-02-30'],
    ['/api/products', 'withdrawn', '1'],
  ])('L9 %s refuses %s=%s', (path, name, value) => {
    const route = routes.find((one) => one.method === 'GET' && one.path === path);
    expect(wrongParameters({ [name]: value }, route?.query ?? {})).toMatchObject([{ path: name }]);
  });
});
