import { addresses, pageAt } from './addresses.ts';

describe('P1 the pages of the portal', () => {
  test.each(addresses.map(({ pattern }) => pattern))('%s has a page', (pattern) => {
    expect(pageAt(pattern.replaceAll(/:\w+/g, 'x'))).toBeDefined();
  });

  test.each([
    '/organization',
    '/organizations/',
    '/organizations//licenses',
    '/rules/%E0%A4%A',
    '/event-log.csv',
    '//',
  ])('%s is no page', (path) => {
    expect(pageAt(path)).toBeUndefined();
  });

  test('an id may hold a slash and anything else that is encoded', () => {
    expect(pageAt('/organizations/a%2Fb%20c')).toMatchObject({
      page: 'organization',
      parameters: { id: 'a/b c' },
      data: ['/api/accounts/a%2Fb%20c', '/api/accounts/a%2Fb%20c/licenses?limit=100', '/api/rules?limit=500'],
    });
  });

  test('the first answers follow the filters of the page, and nothing else of its query', () => {
    expect(pageAt('/organizations', '?q=%C5%81%C3%B3d%C5%BA&kind=&other=1')?.data).toEqual([
      '/api/accounts?q=%C5%81%C3%B3d%C5%BA&limit=100',
    ]);
    expect(pageAt('/event-log', '?sort=-licenseCount&search=a%26b')?.data).toEqual([
      '/api/event-log?search=a%26b&sort=-licenseCount&limit=100',
    ]);
  });
});
