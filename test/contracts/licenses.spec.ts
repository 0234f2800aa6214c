import { lockedPackages, unfreePackages } from '../../deploy/licenses.ts';

describe('the packages that the services run with', () => {
  it('are all free to be used and passed on', () => {
    expect(unfreePackages(lockedPackages())).toEqual([]);
  });

  it('would be told if one were not, or did not say', () => {
    const packages = {
      '': { license: 'Apache-2.0' },
      'node_modules/free': { version: '1.0.0', license: 'MIT' },
      'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0', dev: true },
      'node_modules/free/node_modules/copyleft': { version: '2.0.0', license: 'AGPL-3.0-only' },
      'node_modules/silent': { version: '3.0.0' },
    };
    expect(unfreePackages(packages)).toEqual(['copyleft 2.0.0: AGPL-3.0-only', 'silent 3.0.0: says no license']);
  });
});
