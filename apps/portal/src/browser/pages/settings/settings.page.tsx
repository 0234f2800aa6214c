import { useState } from 'preact/hooks';
import type { Settings } from '../../api/answers.ts';
import { CallError, call } from '../../api/call.ts';
import { session } from '../../api/shell.ts';
import { Page } from '../../frame/frame.tsx';
import { settings, settle } from '../../frame/theme.ts';
import { languages, t } from '../../text/messages.ts';
import { Faults } from '../../ui/faults/faults.ts';
import { Refused } from '../../ui/faults/summary.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { lineOfRefusal } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { toast } from '../../ui/toast.tsx';
import { Passcode } from './passcode.tsx';

/** What people settle for themselves. */
export default function SettingsPage() {
  const { person, canSetPassword } = session();
  return (
    <Page title={t.settings.title} facts={t.settings.signedIn(person.email)}>
      <div class="stack">
        <Look />
        <Roles />
        <Passcode />
        {canSetPassword && <Password />}
        <section class="card">
          <h2>{t.settings.sessions}</h2>
          <div>
            <button type="button" onClick={() => void endOthers()}>
              {t.settings.endOthers}
            </button>
          </div>
        </section>
      </div>
    </Page>
  );
}

function Look() {
  const { settings: words } = t;
  const { language, timeZone, theme, density, shortcuts } = settings.value;
  const zones = ['', 'UTC', ...Intl.supportedValuesOf('timeZone')];
  return (
    <section class="card form-grid">
      <h2 class="unseen">{words.title}</h2>
      <Select
        label={words.language}
        value={language ?? ''}
        options={[['', words.ofBrowser], ...Object.entries(languages)]}
        onChange={(value) => void save({ language: value || null }, true)}
      />
      <Select
        label={words.timeZone}
        value={timeZone ?? ''}
        options={zones.map((zone) => [zone, zone === '' ? words.ofBrowser : zone])}
        onChange={(value) => void save({ timeZone: value || null }, true)}
      />
      <Select
        label={words.theme}
        value={theme ?? 'system'}
        options={[
          ['system', words.system],
          ['light', words.light],
          ['dark', words.dark],
        ]}
        onChange={(value) => void save({ theme: value as Settings['theme'] })}
      />
      <Select
        label={words.density}
        value={density ?? 'compact'}
        options={[
          ['compact', words.compact],
          ['comfortable', words.comfortable],
        ]}
        onChange={(value) => void save({ density: value as Settings['density'] })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={shortcuts !== false}
          onChange={(event) => void save({ shortcuts: event.currentTarget.checked })}
        />
        {words.shortcuts}
      </label>
    </section>
  );
}

/** Language and time zone are read when a page begins, so those begin it anew. */
async function save(change: Settings, isForAll = false): Promise<void> {
  try {
    await settle(change);
    if (isForAll) location.reload();
    else toast(t.settings.saved);
  } catch (error) {
    toast(lineOfRefusal(error));
  }
}

function Roles() {
  const { memberships } = session();
  return (
    <section class="card">
      <h2>{t.settings.roles}</h2>
      {memberships.length === 0 ? (
        <p class="muted">{t.settings.noRoles}</p>
      ) : (
        <div class="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{t.settings.account}</th>
                <th scope="col">{t.settings.role}</th>
                <th scope="col">{t.settings.access}</th>
              </tr>
            </thead>
            <tbody>
              {memberships.map(({ accountId, name, role, access }) => (
                <tr key={`${accountId} ${role}`}>
                  <td>
                    <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a>
                  </td>
                  <td>{t.role[role] ?? role}</td>
                  <td>
                    <Status tone={access === 'full' ? 'good' : 'neutral'}>
                      {access === 'full' ? t.organization.full : t.organization['read-only']}
                    </Status>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [refused, setRefused] = useState<CallError>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setRefused(undefined);
    try {
      await call('/portal/password', { method: 'POST', body: { current, password } });
      setCurrent('');
      setPassword('');
      toast(t.settings.passwordChanged);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      setRefused(error);
    }
  };
  return (
    <section class="card">
      <h2>{t.settings.password}</h2>
      <Faults.Provider value={refused?.violations ?? []}>
        <form class="stack" onSubmit={submit} noValidate>
          <Refused error={refused} />
          <div class="form-grid of-hints">
            <Field
              label={t.settings.currentPassword}
              kind="password"
              path="current"
              autocomplete="current-password"
              value={current}
              onInput={setCurrent}
            />
            <Field
              label={t.settings.newPassword}
              kind="password"
              path="password"
              autocomplete="new-password"
              value={password}
              onInput={setPassword}
              hint={t.settings.passwordShort}
            />
          </div>
          <div>
            <button type="submit">{t.settings.changePassword}</button>
          </div>
        </form>
      </Faults.Provider>
    </section>
  );
}

async function endOthers(): Promise<void> {
  await call('/portal/sessions', { method: 'DELETE' });
  toast(t.settings.othersEnded);
}
