import { useState } from 'preact/hooks';
import { withQuery } from '../../addresses.ts';
import type { Administrator, Page } from '../../api/answers.ts';
import { changed, useAnswer } from '../../api/cache.ts';
import { CallError, call, newKey } from '../../api/call.ts';
import { session } from '../../api/shell.ts';
import { t } from '../../text/messages.ts';
import { Faults } from '../../ui/faults/faults.ts';
import { Refused } from '../../ui/faults/summary.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';

/** Who sets it: their own, and with that anybody's below. */
const setters = ['owner', 'super-user'];

/** The own support passcode of an organization (K4): set by those who may, and else said who does. */
export function Passcode() {
  const { memberships, person } = session();
  const own = memberships.filter(({ role }) => setters.includes(role));
  const [chosen, setChosen] = useState(own[0]?.accountId);
  const [passcode, setPasscode] = useState('');
  const [refused, setRefused] = useState<CallError>();
  /** Whose was set here: the list says it a moment later. */
  const [done, setDone] = useState<string>();
  const path = chosen === undefined ? null : `/api/accounts/${encodeURIComponent(chosen)}/administrators`;
  const { data } = useAnswer<Page<Administrator>>(path && withQuery(path, { limit: 500 }));
  const mine = data?.items.find(({ email }) => email.toLowerCase() === person.email.toLowerCase());
  const { settings: words } = t;
  if (memberships.length === 0) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!mine || !path) return;
    const { accountId: _account, email, passcode: _before, asOf: _asOf, ...role } = mine;
    setRefused(undefined);
    try {
      const body = { ...role, passcode };
      await call(`${path}/${encodeURIComponent(email)}`, { method: 'PUT', body, key: newKey() });
      setPasscode('');
      setDone(chosen);
      changed('/administrators');
      toast(words.passcodeIsSet);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      setRefused(error);
    }
  };
  return (
    <section class="card">
      <h2>{words.passcode}</h2>
      <p class="muted">{words.passcodeHelp}</p>
      {own.length === 0 && <p>{words.passcodeByOwner}</p>}
      {own.length > 0 && (
        <Faults.Provider value={refused?.violations ?? []}>
          <form class="stack" onSubmit={submit} noValidate>
            <Refused error={refused} />
            <div class="form-grid of-hints">
              <Select
                label={words.account}
                value={chosen ?? ''}
                options={own.map(({ accountId, name }) => [accountId, name])}
                onChange={setChosen}
              />
              <Field
                label={words.passcodeDigits}
                kind="number"
                path="passcode"
                value={passcode}
                onInput={setPasscode}
                hint={mine ? words.passcodeStates[done === chosen ? 'set' : mine.passcode] : '\u00a0'}
              />
            </div>
            <div>
              <button type="submit" disabled={!mine || !/^\d{4}$/.test(passcode)}>
                {words.setPasscode}
              </button>
            </div>
          </form>
        </Faults.Provider>
      )}
    </section>
  );
}
