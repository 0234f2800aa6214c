import { account, administrator, asked, codes, given, lot, terms } from '#test/fixtures/books.ts';
import { previewTransfer } from './actions/transfer.ts';
import type { Account, Administrator } from './books/account.ts';
import type { Lot } from './books/lot.ts';

const by = 'net@firm.example';
const key = 'Z2AB-1234-5678';

interface Case {
  readonly inA?: Partial<Administrator>;
  readonly inB?: Partial<Administrator> | 'nobody';
  readonly others?: readonly Administrator[];
  readonly a?: Partial<Account>;
  readonly b?: Partial<Account>;
  readonly lot?: Partial<Lot>;
  readonly deviceType?: string;
}

function violationsOf(change: Case): string[] {
  const model = { licensingModel: 'co-termination' } as const;
  const mx = lot('L1', { program: 'meraki', licenseKey: key, deviceType: 'MX', edition: 'enterprise', ...change.lot });
  const books = given({
    accounts: [account('A', { ...model, ...change.a }), account('B', { ...model, ...change.b })],
    administrators: [
      administrator('A', by, change.inA),
      ...(change.inB === 'nobody' ? [] : [administrator('B', by, change.inB)]),
      ...(change.others ?? []),
    ],
    holdings: [[mx, 'A', 10]],
  });
  const lines = [{ licenseKey: key.toLowerCase(), deviceType: change.deviceType ?? 'MX', quantity: 4 }];
  return codes(previewTransfer(books, { ...asked(by), from: 'A', to: 'B', lines }, terms));
}

const advancedMx = { editions: { MX: 'advanced-security' } };
const tooLow = ['EDITION_TOO_LOW'];
const local = [administrator('A', 'local@firm.example'), administrator('B', 'local@firm.example')];

describe('program meraki', () => {
  test.each<[string, Case, string[]]>([
    ['K1 an administrator with full access to both may', {}, []],
    ['T6 a device type in another spelling is the same one', { deviceType: ' mx' }, []],
    [
      'K1 a read-only administrator may not',
      { inA: { access: 'read-only' } },
      ['WRITE_ACCESS_REQUIRED', 'FULL_ACCESS_REQUIRED'],
    ],
    ['K1 a network administrator may not', { inB: { scope: 'network' } }, ['ORGANIZATION_SCOPE_REQUIRED']],
    [
      'K1 an administrator of only one may not',
      { inB: 'nobody' },
      ['ACCOUNT_UNKNOWN', 'ADMINISTRATOR_OF_BOTH_REQUIRED'],
    ],
    ['K1 a member may not', { inA: { role: 'member' } }, ['WRITE_ACCESS_REQUIRED', 'ADMINISTRATOR_OF_BOTH_REQUIRED']],
    ['K1 a removed administrator may not', { inA: { removed: true } }, ['WRITE_ACCESS_REQUIRED', 'ACCOUNT_UNKNOWN']],
    [
      'K2 different e-mail addresses in the two may not',
      { inB: 'nobody', others: [administrator('B', 'net@other.example')] },
      ['ACCOUNT_UNKNOWN', 'ADMINISTRATOR_OF_BOTH_REQUIRED'],
    ],
    ['K3 SAML without a local placeholder may not', { inA: { signIn: 'saml' } }, ['SAML_PLACEHOLDER_REQUIRED']],
    ['K3 SAML with a local placeholder may', { inA: { signIn: 'saml' }, inB: { signIn: 'saml' }, others: local }, []],
    [
      'K3 a placeholder of only one organization is none',
      { inA: { signIn: 'saml' }, others: local.slice(0, 1) },
      ['SAML_PLACEHOLDER_REQUIRED'],
    ],
    ['K5 a key that has ended by itself stays', { lot: { endsOn: '2026-11-01' } }, ['NO_REMAINING_VALUE']],
    [
      'K5 also when co-termination keeps it alive',
      { lot: { endsOn: '2026-11-01' }, a: { coTerminationOn: '2027-05-01' } },
      ['NO_REMAINING_VALUE'],
    ],
    ['K6 a lower edition does not go up', { b: { editions: { MX: 'advanced-security' } } }, ['EDITION_TOO_LOW']],
    [
      'K6 an edition of a family speaks for its models',
      { lot: { deviceType: 'MX67' }, b: { editions: { MX: 'advanced-security' } }, deviceType: 'MX67' },
      ['EDITION_TOO_LOW'],
    ],
    ['K6 the same edition goes', { b: { editions: { MX: 'enterprise' } } }, []],
    [
      'K6 a higher edition goes down',
      { lot: { edition: 'advanced-security' }, b: { editions: { MX: 'enterprise' } } },
      [],
    ],
    ['K6 the edition of another device type does not matter', { b: { editions: { MS: 'advanced' } } }, []],
    [
      'K6 a higher edition of another device type goes down as well',
      { lot: { deviceType: 'MR', edition: 'advanced' }, b: { editions: { MR: 'enterprise' } }, deviceType: 'MR' },
      [],
    ],
    [
      'K6 a lower edition of another device type does not go up either',
      { lot: { deviceType: 'MR' }, b: { editions: { MR: 'advanced' } }, deviceType: 'MR' },
      ['EDITION_TOO_LOW'],
    ],
    ['K6 T6 an edition that nobody ranks cannot be compared', { lot: { edition: 'beta' }, b: advancedMx }, tooLow],
    ['K6 T6 nor can one with an edition that nobody ranks', { b: { editions: { MX: 'beta' } } }, tooLow],
    ['K6 T6 capital letters make no other edition', { b: { editions: { MX: 'Advanced Security' } } }, tooLow],
    ['K6 T6 nor do blanks and hyphens', { b: { editions: { MX: 'advanced  Security' } } }, tooLow],
    ['K6 T6 a device type is one in every spelling', { b: { editions: { mx: 'Advanced-Security' } } }, tooLow],
    ['K6 T6 the same edition goes, however it is written', { b: { editions: { 'M-X': 'ENTERPRISE' } } }, []],
    ['K6 a license without an edition is one of the lowest', { lot: { edition: undefined }, b: advancedMx }, tooLow],
    ['K7 licensing models differ', { b: { licensingModel: 'per-device' } }, ['LICENSING_MODEL_DIFFERS']],
    ['K7 an unknown licensing model', { b: { licensingModel: undefined } }, ['LICENSING_MODEL_DIFFERS']],
    ['K7 both per device', { a: { licensingModel: 'per-device' }, b: { licensingModel: 'per-device' } }, []],
  ])('%s', (_what, change, expected) => {
    expect(violationsOf(change)).toEqual(expected);
  });
});
