import type { z } from 'zod';
import { type BrokerSettings, brokerSettings } from './settings/broker.settings.ts';
import { type HttpSettings, httpSettings } from './settings/http.settings.ts';
import { type MailSettings, mailSettings } from './settings/mail.settings.ts';
import { misspelt } from './settings/misspelt.ts';
import { type SettingsPart, StartError } from './settings/part.ts';
import { type PlaceSettings, placeSettings } from './settings/place.settings.ts';
import { type RegistrySettings, registrySettings } from './settings/registry.settings.ts';
import { type TracingSettings, tracingSettings } from './settings/tracing.settings.ts';

export type { KafkaSettings } from './settings/broker.settings.ts';
export { StartError } from './settings/part.ts';

/** What the environment settles for every process. Everything that is unset has an embedded default. */
export interface Settings extends PlaceSettings, BrokerSettings, MailSettings, HttpSettings, TracingSettings {
  /** Unset: what a schema registry frames cannot be read. */
  readonly registry?: RegistrySettings;
  /**
   * What an app reads of the same environment.
   * @throws StartError naming every variable that is wrong, for a part that was not read at the start
   */
  readonly of: <Value>(part: AppSettings<Value>) => Value;
}

/** The settings of an app: read from its own variables, and from what is settled for every process. */
export type AppSettings<Value = unknown> = SettingsPart<Value, Omit<Settings, 'of'>>;

/** The settings that every process has. */
export const runtimeSettings = [
  placeSettings,
  brokerSettings,
  registrySettings,
  mailSettings,
  httpSettings,
  tracingSettings,
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of a process.
 *
 * @param apps the parts of the services that it runs
 * @throws StartError naming every setting that is wrong, or has a name that is nearly right
 */
export function readSettings(variables: Variables, apps: readonly AppSettings[] = []): Settings {
  const all = [...runtimeSettings, ...apps];
  // A variable that is set to nothing counts as unset: compose files and manifests write them so.
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const known = all.flatMap((part) => Object.keys(part.variables.shape));
  const wrong = [...all.flatMap((part) => issuesOf(part, given)), ...misspelt(variables, known)];
  if (wrong.length > 0) throw new StartError(wrong.join('\n'));
  const place = placeSettings.read(valuesOf(placeSettings, given), undefined);
  const shared = {
    ...place,
    ...brokerSettings.read(valuesOf(brokerSettings, given), undefined),
    ...registrySettings.read(valuesOf(registrySettings, given), undefined),
    ...mailSettings.read(valuesOf(mailSettings, given), undefined),
    ...httpSettings.read(valuesOf(httpSettings, given), place),
    ...tracingSettings.read(valuesOf(tracingSettings, given), undefined),
  };
  realTimeBeside(shared);
  const values = new Map<AppSettings, unknown>();
  const of = <Value>(part: AppSettings<Value>): Value => {
    if (!values.has(part)) values.set(part, part.read(valuesOf(part, given), shared));
    return values.get(part) as Value;
  };
  for (const part of apps) of(part);
  return { ...shared, of };
}

function issuesOf(part: SettingsPart, given: Variables): string[] {
  const { error } = part.variables.safeParse(given);
  return (error?.issues ?? []).map((issue) => `${String(issue.path[0])} ${saying(issue.message)}`);
}

function valuesOf<Part extends z.ZodObject>({ variables }: { readonly variables: Part }, given: Variables) {
  const parsed = variables.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new StartError(
    parsed.error.issues.map((issue) => `${String(issue.path[0])} ${saying(issue.message)}`).join('\n'),
  );
}

// Whatever else there is goes by the real time: other services, other processes of this one, those who read the topics.
function realTimeBeside({ now, kafka, databaseUrl }: PlaceSettings & BrokerSettings): void {
  const beside = [...(kafka ? ['KAFKA_BROKERS'] : []), ...(databaseUrl === undefined ? [] : ['DATABASE_URL'])];
  if (now === undefined || beside.length === 0) return;
  throw new StartError(
    `NOW is for trying things out on the embedded default alone, and cannot be set beside ${beside.join(' and ')}: unset one of them`,
  );
}

function saying(message: string): string {
  return /^[a-z]/.test(message) ? message : `is wrong: ${message}`;
}
