import type { Membership, Program } from './answers.ts';
import { hasAskedRole, rolesAsked } from './asked-roles.ts';

const programs = [
  { name: 'mist', rules: [{ code: 'ANY', roles: ['super-user'], at: 'msp' }] },
  { name: 'miradore', rules: [{ code: 'ANY', roles: ['owner', 'admin'], at: 'account-or-msp' }] },
  { name: 'meraki', rules: [{ code: 'NO_REMAINING_VALUE' }] },
] as unknown as Program[];
const site = { accountId: 'ACC-1', parentId: 'MSP-1' };

function membership(change: Partial<Membership>): Membership {
  const own = {
    accountId: 'MSP-1',
    name: 'MSP',
    kind: 'msp',
    role: 'super-user',
    access: 'full',
    scope: 'organization',
  };
  return { ...own, ...change } as Membership;
}

describe('P1 what a program asks for is known before somebody tries', () => {
  test.each([
    ['M2 a super user moves mist', 'mist', {}, true],
    ['D1 a super user moves no miradore', 'miradore', {}, false],
    ['D1 an owner of the MSP does', 'miradore', { role: 'owner' }, true],
    ['D1 an admin of the site does', 'miradore', { accountId: 'ACC-1', role: 'admin' }, true],
    [
      'D1 an admin of the reseller above it moves nothing of it',
      'miradore',
      { kind: 'reseller', role: 'admin' },
      false,
    ],
    ['M2 an owner of the MSP moves no mist', 'mist', { role: 'owner' }, false],
    ['M2 a super user of another MSP does not', 'mist', { accountId: 'MSP-2' }, false],
    ['M2 nor one who may only read', 'mist', { access: 'read-only' }, false],
    ['M2 nor one of a network', 'mist', { scope: 'network' }, false],
  ] as const)('%s', (_what, program, change, expected) => {
    const asked = rolesAsked(programs, program);
    expect(asked && hasAskedRole(asked, site, [membership(change)])).toBe(expected);
  });

  test('a program without such a rule asks for none, and neither does one that is not known', () => {
    expect(rolesAsked(programs, 'meraki')).toBeUndefined();
    expect(rolesAsked(programs, 'other')).toBeUndefined();
  });
});
