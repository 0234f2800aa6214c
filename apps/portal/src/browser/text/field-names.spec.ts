import { accountUpdated, administratorUpdated } from '#contracts/accounts.ts';
import { de } from './de.ts';
import { en } from './en.ts';

// What says whose it is, or is kept from people, is not told of.
const untold = new Set(['accountId', 'changedBy', 'sealedPasscode']);
const fields = [...Object.keys(accountUpdated.shape), ...Object.keys(administratorUpdated.shape)];

test.each([
  ['English', en],
  ['German', de],
])('P2 the history of an organization says in words which fields changed: %s', (_language, { organization }) => {
  expect(fields.filter((field) => !untold.has(field) && !organization.fieldNames[field])).toEqual([]);
});
