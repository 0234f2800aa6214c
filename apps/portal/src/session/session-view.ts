import { writtenLanguages } from '#documents/languages/languages.ts';
import type { Access } from '#runtime/http/access/access.ts';
import type { ApiClient } from '../http/api-client.ts';
import type { DemoPeople } from '../people/demo.ts';
import type { PersonSettings } from './person-settings.ts';
import type { Preferences } from './preferences.store.ts';
import type { Session } from './sessions.ts';

/** Whom the application shows something to, and what follows from that (R1): what to show; what may be done the services decide. */
export interface SessionView {
  readonly person: { readonly email: string; readonly name?: string };
  readonly memberships: readonly MembershipView[];
  readonly roles: readonly string[];
  readonly operator: boolean;
  readonly locale: string;
  /** Null: that of the browser. */
  readonly timeZone: string | null;
  /** What mails and documents can be written in. */
  readonly documentLanguages: readonly string[];
  readonly settings: PersonSettings;
  readonly csrf: string;
  readonly canSetPassword: boolean;
  readonly demo: boolean;
}

export interface MembershipView {
  readonly accountId: string;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly access: string;
  readonly scope: string;
}

interface ViewParts {
  readonly access: Access;
  readonly api: ApiClient;
  readonly preferences: Preferences;
  readonly demo: Pick<DemoPeople, 'isOne'>;
  readonly hasProvider: boolean;
}

/** So many of a person's accounts have their name beside them; an operator of more looks them up. */
const mostNamed = 50;

/** @param language what the reader's browser asks for, where the person has settled none */
export async function viewSession(
  session: Session,
  language: string,
  { access, api, preferences, demo, hasProvider }: ViewParts,
): Promise<SessionView> {
  const person = { email: session.email, local: !hasProvider };
  const [roles, operator, settings] = await Promise.all([
    access.rolesOf(person),
    access.isOperator(person),
    preferences.settings(session.email),
  ]);
  const memberships = await Promise.all(
    roles.map(async (role, index) => ({ ...role, ...(await named(index < mostNamed, session, role.accountId, api)) })),
  );
  const isDemo = await demo.isOne(session.email);
  return {
    person: { email: session.email, name: session.name },
    memberships,
    roles: [...new Set(roles.map(({ role }) => role))].sort(),
    operator,
    locale: settings.language ?? language,
    timeZone: settings.timeZone ?? null,
    documentLanguages: writtenLanguages.map(({ tag }) => tag),
    settings,
    csrf: session.csrf,
    canSetPassword: !hasProvider && !isDemo,
    demo: isDemo,
  };
}

/** Name and kind as the interface tells them to this person; the id where it tells nothing. */
async function named(isAsked: boolean, session: Session, accountId: string, api: ApiClient) {
  const address = `/api/accounts/${encodeURIComponent(accountId)}`;
  const account = isAsked ? ((await api.read(session, address)) as { name?: string; kind?: string } | undefined) : {};
  return { name: account?.name ?? accountId, kind: account?.kind ?? 'customer' };
}
