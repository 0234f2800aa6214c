import { isoCountry } from '#contracts/text/country-code.ts';
import type { OrderAround } from '#domain/orders/documents/source-order.ts';
import type { OrderAccount } from '#domain/orders/order.ts';
import type { At, Found, SourceParty, SourceReading, SourceRole } from '#formats/reading.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { type Notes, refuse, taken } from './notes.ts';

/** Who is who on an order: exactly one end customer, who receives; a buyer beside it is its partner, and pays. */

type Role = 'end-customer' | 'partner' | 'distributor' | 'sold-to' | 'bill-to';

/** Role words that are ours already, as our own JSON has them. */
const ownRoles: Readonly<Record<string, Role>> = {
  'other:partner': 'partner',
  'other:distributor': 'distributor',
  'other:sold-to': 'sold-to',
  'other:bill-to': 'bill-to',
  'other:end-customer': 'end-customer',
};

/** The accounts of an order, with what is wrong with the parties of its document. */
export function orderAccounts(notes: Notes, reading: SourceReading, profile: SenderProfile): OrderAccount[] {
  checkSeller(notes, reading, profile);
  const named = reading.format === 'json' ? asNamed(notes, reading, profile) : asMeant(notes, reading, profile);
  for (const [index, { accountId, role }] of named.entries()) checkAllowed(notes, profile, accountId, role, index);
  return named;
}

/** NOT_FOR_US: a document that names a seller, and not us. */
export function checkSeller(notes: Notes, { parties }: SourceReading, { us }: SenderProfile): void {
  const ids = parties.filter(({ role }) => role === 'seller').flatMap((party) => party.ids);
  const [first] = ids;
  if (us.length === 0 || !first || ids.some(({ value }) => us.includes(value) || us.includes(bareId(value)))) return;
  refuse(
    notes,
    {
      code: 'NOT_FOR_US',
      path: 'seller',
      value: first.value,
      message: `the seller is ${ids.map(({ value }) => value).join(', ')}, and we are ${us.join(', ')}`,
      limit: us.join(', '),
      actual: first.value,
      remedy: 'send it to its seller, or have the id entered in the profile of the sender',
    },
    first.at,
  );
}

/** The accounts that a patch names; they have to stand on its order. Where it names none, there is nothing wrong with that. */
export function accountsAround(notes: Notes, reading: SourceReading, profile: SenderProfile): OrderAround {
  checkSeller(notes, reading, profile);
  const named = reading.parties.filter(({ ids, role }) => ids.length > 0 && role !== 'seller');
  if (named.length === 0) return {};
  const isMeantAtAll = named.some((party) =>
    ['endUser', 'shipTo', 'buyer', 'billTo'].some((role) => isMeant(party, role, profile)),
  );
  if (!isMeantAtAll) return {};
  const found = asMeant(notes, reading, profile);
  for (const [index, { accountId, role }] of found.entries()) checkAllowed(notes, profile, accountId, role, index);
  // A buyer alone says nothing of who receives.
  const receives = named.some((party) => ['endUser', 'shipTo'].some((role) => isMeant(party, role, profile)));
  const accounts = [...new Set(found.map(({ accountId }) => accountId))];
  const endCustomer = receives ? found.find(({ role }) => role === 'end-customer')?.accountId : undefined;
  return endCustomer === undefined ? { accounts } : { endCustomer, accounts };
}

/** Our own JSON says each account's role. */
function asNamed(notes: Notes, reading: SourceReading, profile: SenderProfile): OrderAccount[] {
  const accounts: OrderAccount[] = [];
  for (const party of reading.parties) {
    const role = roleOn(party.role, profile);
    if (role === undefined || party.ids.length === 0) continue;
    const found = accountIn(notes, party, profile, `accounts[${accounts.length}]`);
    if (found) accounts.push(accountOf(found, role, party));
  }
  return accounts;
}

function roleOn(role: SourceRole, { parties }: SenderProfile): Role | undefined {
  const words: Readonly<Record<string, Role>> = { endUser: 'end-customer', billTo: 'bill-to', ...ownRoles };
  return parties.roles[role] ?? words[role];
}

/** Other documents say who buys, who gets it and who uses it. */
function asMeant(notes: Notes, reading: SourceReading, profile: SenderProfile): OrderAccount[] {
  const resolved = new Map<SourceParty, string | undefined>();
  const of = (role: string): [SourceParty, string] | undefined => {
    const party = reading.parties.find((each) => isMeant(each, role, profile) && each.ids.length > 0);
    if (!party) return undefined;
    if (!resolved.has(party)) resolved.set(party, accountIn(notes, party, profile, 'accounts'));
    const account = resolved.get(party);
    return account === undefined ? undefined : [party, account];
  };
  const [endUser, shipTo, buyer, billTo] = [of('endUser'), of('shipTo'), of('buyer'), of('billTo')];
  const end = endUser ?? shipTo ?? buyer;
  if (!end) {
    if ([...resolved.values()].every((account) => account !== undefined)) noEndCustomer(notes, reading);
    return [];
  }
  const accounts = [accountOf(end[1], 'end-customer', end[0])];
  if (buyer && buyer[1] !== end[1]) {
    accounts.push(accountOf(buyer[1], 'partner', buyer[0]), accountOf(buyer[1], 'sold-to', buyer[0]));
  }
  const payer = buyer?.[1] ?? end[1];
  if (billTo && billTo[1] !== payer) accounts.push(accountOf(billTo[1], 'bill-to', billTo[0]));
  for (const [index, { accountId }] of accounts.entries()) {
    const party = [end, buyer, billTo].find((each) => each?.[1] === accountId)?.[0];
    taken(notes, `accounts[${index}].accountId`, party?.ids[0]);
    taken(notes, `accounts[${index}].name`, party?.name);
    taken(notes, `accounts[${index}].country`, party?.country);
  }
  return accounts;
}

const meanings: Readonly<Record<string, Role>> = { endUser: 'end-customer', billTo: 'bill-to', buyer: 'sold-to' };

function isMeant({ role }: SourceParty, wanted: string, { parties }: SenderProfile): boolean {
  const meant = parties.roles[role];
  return role === wanted || (meant !== undefined && meant === meanings[wanted]);
}

function noEndCustomer(notes: Notes, { id }: SourceReading): void {
  const message = 'the document names no end customer: neither an end user nor a delivery party nor a buyer has an id';
  refuse(notes, { code: 'UNKNOWN_PARTY', path: 'accounts', message, remedy: 'give the party its id' }, id.at);
}

/** UNKNOWN_PARTY: of the ids of a party, the first that the profile knows. */
function accountIn(notes: Notes, party: SourceParty, profile: SenderProfile, path: string): string | undefined {
  const { ids, unknown } = profile.parties;
  for (const id of party.ids) {
    const account = ids[id.value] ?? ids[bareId(id.value)] ?? ids[bareId(id.value).replace(/^0+/, '')];
    if (account !== undefined) return taken(notes, `${path}.accountId`, { value: account, at: id.at });
  }
  const [first] = party.ids as [Found<string>];
  if (unknown === 'pass-through') {
    return taken(notes, `${path}.accountId`, { value: bareId(first.value), at: first.at });
  }
  const seen = party.ids.map(({ value }) => value).join(', ');
  return refuse(
    notes,
    {
      code: 'UNKNOWN_PARTY',
      path,
      value: first.value,
      message: `nothing is known of party ${seen}${party.name ? ` (${party.name.value.slice(0, 80)})` : ''}, role ${party.role}`,
      actual: seen,
      remedy: 'have the id entered in the profile of the sender, under parties.ids',
    },
    first.at,
  );
}

/** The value of `scheme:value`. */
function bareId(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1);
}

function accountOf(accountId: string, role: Role, { name, country }: SourceParty): OrderAccount {
  const account: { -readonly [Field in keyof OrderAccount]: OrderAccount[Field] } = { accountId, role };
  if (name) account.name = name.value;
  // Documents of others have what is written by habit.
  if (country) account.country = isoCountry(country.value);
  return account;
}

/** ACCOUNT_NOT_ALLOWED: a sender orders for its own accounts only. */
function checkAllowed(notes: Notes, profile: SenderProfile, account: string, role: string, index: number): void {
  const { mayOrderFor, sender } = profile;
  if (mayOrderFor.includes('*') || mayOrderFor.includes(account)) return;
  const path = `accounts[${index}].accountId`;
  const at: At = notes.places.get(path) ?? { path: '' };
  refuse(
    notes,
    {
      code: 'ACCOUNT_NOT_ALLOWED',
      path,
      value: account,
      message: `${sender} may not order for account ${account} (${role})`,
      limit: mayOrderFor.join(', '),
      actual: account,
      remedy: 'have the account entered in the profile of the sender, under mayOrderFor',
    },
    at,
  );
}

/** NO_EMAIL: the addresses of the roles that the profile lists, of nobody else: activation codes go to all of them (F4). */
export function emailsOf(notes: Notes, reading: SourceReading, { emails }: SenderProfile): string[] {
  const of = (roles: readonly string[]) =>
    reading.parties.filter(({ role }) => roles.includes(role)).flatMap(({ mails }) => mails);
  const listed = emails.from ?? ['endUser', 'shipTo', 'other:recipients'];
  const first = of(listed);
  const found = first.length > 0 || emails.from ? first : of(['buyer']);
  const distinct = new Map(found.map((mail) => [mail.value.toLowerCase(), mail]));
  const addresses = [...distinct.values()].map((mail, index) => taken(notes, `emails[${index}]`, mail) ?? mail.value);
  const always = emails.always.filter((mail) => !distinct.has(mail.toLowerCase()));
  if (addresses.length + always.length === 0) {
    const message = `there is no e-mail address in the document for ${listed.join(', ')}: activation codes go there`;
    const remedy = 'give the contact an address, or have one entered in the profile under emails.always';
    refuse(notes, { code: 'NO_EMAIL', path: 'emails', message, remedy }, reading.id.at);
  }
  return [...addresses, ...always];
}
