import { byDeviceType, plainName } from '#domain/values/names/known-name.ts';
import { type Account, type Administrator, isAdministrator, isFullAdministrator, titleOf } from '../books/account.ts';
import { type Books, keyOf } from '../books/books.ts';
import { statusOn } from '../books/lot.ts';
import type { Parameters } from '../books/program.ts';
import type { LineRule, LotRule, RequestFacts, RequestRule } from './rule.ts';

/** Who may move license keys between organizations, and which. */

const both = ({ source, target }: RequestFacts): readonly Account[] => [source, target];

function personIn({ books, requestedBy }: RequestFacts, account: Account): Administrator | undefined {
  return requestedBy === undefined ? undefined : books.administrators.get(keyOf(account.accountId, requestedBy));
}

/** The accounts, by their ids, which the person gave, in which the requester's role is such that a rule does not hold. */
function where(facts: RequestFacts, wrong: (person: Administrator | undefined) => boolean): string {
  return both(facts)
    .filter((account) => wrong(personIn(facts, account)))
    .map(({ accountId }) => accountId)
    .join(' and ');
}

const administratorRequired: RequestRule = {
  scope: 'request',
  code: 'ADMINISTRATOR_OF_BOTH_REQUIRED',
  rules: ['K1', 'K2'],
  reveals: 'nothing',
  sentence: 'The requester administers both organizations under the same e-mail address.',
  remedy: 'Make the same e-mail address an administrator of both organizations.',
  check(facts) {
    const missing = both(facts).filter((account) => !isAdministrator(personIn(facts, account)));
    if (missing.length === 0) return undefined;
    // By their ids, which the person gave: what the accounts are called is for those who administer them.
    const named = missing.map(({ accountId }) => accountId).join(' and ');
    return {
      message: `${facts.requestedBy ?? 'nobody named'} is no administrator of ${named}`,
      limit: 'administrator of both',
      actual: facts.requestedBy ?? 'nobody',
      remedy: 'the same e-mail address has to be an administrator of both organizations',
    };
  },
};

const fullAccessRequired: RequestRule = {
  scope: 'request',
  code: 'FULL_ACCESS_REQUIRED',
  rules: ['K1'],
  reveals: 'nothing',
  sentence: 'The requester has full read/write access in both organizations.',
  remedy: 'Have an administrator with full access in both organizations ask.',
  check(facts) {
    const wrong = where(facts, (person) => isAdministrator(person) && person.access === 'read-only');
    if (wrong === '') return undefined;
    return {
      message: `${facts.requestedBy} may only read in ${wrong}`,
      limit: 'full',
      actual: 'read-only',
      remedy: 'an administrator with full access in both organizations has to ask',
    };
  },
};

const organizationScopeRequired: RequestRule = {
  scope: 'request',
  code: 'ORGANIZATION_SCOPE_REQUIRED',
  rules: ['K1'],
  reveals: 'nothing',
  sentence: 'The requester administers the organizations, not only networks in them.',
  remedy: 'Have an organization administrator of both organizations ask.',
  check(facts) {
    const wrong = where(facts, (person) => isAdministrator(person) && person.scope === 'network');
    if (wrong === '') return undefined;
    return {
      message: `${facts.requestedBy} is only a network administrator in ${wrong}`,
      limit: 'organization',
      actual: 'network',
      remedy: 'an organization administrator of both organizations has to ask',
    };
  },
};

const samlPlaceholderRequired: RequestRule = {
  scope: 'request',
  code: 'SAML_PLACEHOLDER_REQUIRED',
  rules: ['K3'],
  reveals: 'both',
  sentence: 'A SAML administrator needs a local administrator with full access in both organizations as placeholder.',
  remedy: 'Give a local administrator full access in both organizations under one e-mail address.',
  check(facts) {
    const saml = where(facts, (person) => isAdministrator(person) && person.signIn === 'saml');
    if (saml === '' || placeholder(facts.books, facts.source, facts.target)) return undefined;
    return {
      message: `${facts.requestedBy} signs in through SAML in ${saml}, and nobody local has full access in both organizations`,
      actual: 'saml',
      remedy: 'give a local administrator full access in both organizations under one e-mail address',
    };
  },
};

function placeholder(books: Books, source: Account, target: Account): boolean {
  const local = (person: Administrator | undefined) => isFullAdministrator(person) && person.signIn === 'local';
  for (const person of books.administrators.values()) {
    if (person.accountId !== source.accountId || !local(person)) continue;
    if (local(books.administrators.get(keyOf(target.accountId, person.email)))) return true;
  }
  return false;
}

const licensingModelDiffers: RequestRule = {
  scope: 'request',
  code: 'LICENSING_MODEL_DIFFERS',
  rules: ['K7'],
  reveals: 'both',
  sentence: 'Both organizations follow the same licensing model.',
  remedy: 'Bring both organizations to the same licensing model.',
  check({ source, target }) {
    if (source.licensingModel !== undefined && source.licensingModel === target.licensingModel) return undefined;
    const [limit, actual] = [source.licensingModel ?? 'unknown', target.licensingModel ?? 'unknown'];
    return {
      message: `${titleOf(source)} is licensed by ${limit}, ${titleOf(target)} by ${actual}`,
      limit,
      actual,
      remedy: 'both organizations have to follow the same licensing model',
    };
  },
};

const keyFormat = /^Z2[A-Z0-9]{2}-[A-Z0-9]{4}-[A-Z0-9]{4}$/;

/** K4: `Z2##-####-####`, twelve letters or digits. */
export function isLicenseKey(text: string): boolean {
  return keyFormat.test(text);
}

const noRemainingValue: LotRule = {
  scope: 'lot',
  code: 'NO_REMAINING_VALUE',
  rules: ['K5'],
  looksAt: ['startsOn', 'endsOn', 'graceEndsOn'],
  reveals: 'source',
  sentence: 'Only licenses with remaining value of their own can move, not those that co-termination keeps alive.',
  remedy: 'Choose licenses that have not ended by themselves.',
  check({ lot, holder, today }) {
    const status = statusOn(lot, today);
    if (status === 'active' || status === 'future') return undefined;
    const kept = holder.coTerminationOn !== undefined && holder.coTerminationOn >= today;
    return {
      message: kept
        ? `lot ${lot.lotId} ended on ${lot.endsOn} and is kept alive by co-termination alone, until ${holder.coTerminationOn}`
        : `lot ${lot.lotId} ended on ${lot.endsOn} and has no value left`,
      limit: today,
      actual: lot.endsOn ?? 'none',
      remedy: 'choose licenses that have not ended by themselves',
    };
  },
};

const editionTooLow: LineRule = {
  scope: 'line',
  code: 'EDITION_TOO_LOW',
  rules: ['K6'],
  looksAt: ['edition', 'deviceType'],
  reveals: 'target',
  sentence:
    'A lower edition cannot go to an organization that runs a higher one for that device type. The program ranks the editions of each device type; what it does not rank cannot be compared, and does not go. Case, blanks and hyphens of names do not count.',
  remedy: 'Upgrade the licenses to the edition that the target runs, or ask support for another way.',
  parameters: { ranks: 'ranks' },
  check({ lot, target }, parameters) {
    const runs = lot.deviceType === undefined ? undefined : byDeviceType(target.editions, lot.deviceType);
    if (lot.deviceType === undefined || runs === undefined) return undefined;
    const plain = plainName(runs);
    if (lot.edition !== undefined && plainName(lot.edition) === plain) return undefined;
    const ranks = ranksOf(parameters, lot.deviceType).map(plainName);
    // A license without an edition is one of the lowest.
    const own = lot.edition === undefined ? 0 : ranks.indexOf(plainName(lot.edition));
    const needed = ranks.indexOf(plain);
    if (own >= needed && needed >= 0) return undefined;
    const unranked = [...(own < 0 ? [lot.edition] : []), ...(needed < 0 ? [runs] : [])];
    const both = `${titleOf(target)} runs ${runs} for ${lot.deviceType}; lot ${lot.lotId} is ${lot.edition ?? 'of no edition'}`;
    return {
      // What nobody ranks cannot be compared, and is not taken for high enough.
      message:
        unranked.length === 0 ? both : `${both}; they cannot be compared: nothing ranks ${unranked.join(' and ')}`,
      limit: runs,
      actual: lot.edition ?? 'none',
      remedy:
        unranked.length === 0
          ? `upgrade the licenses to ${runs}, or ask support for another way`
          : `correct the edition, or have ${unranked.join(' and ')} ranked in the program`,
    };
  },
};

function ranksOf(parameters: Parameters, deviceType: string): readonly string[] {
  const ranks = parameters.ranks as Readonly<Record<string, readonly string[]>> | undefined;
  return byDeviceType(ranks, deviceType) ?? ranks?.['*'] ?? [];
}

export const merakiRules = [
  administratorRequired,
  fullAccessRequired,
  organizationScopeRequired,
  samlPlaceholderRequired,
  licensingModelDiffers,
  noRemainingValue,
  editionTooLow,
] as const;
