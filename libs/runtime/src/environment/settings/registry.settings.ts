import { z } from 'zod';
import { StartError, settingsPart, settingTexts, webAddress } from './part.ts';

/** Where schemas are of values that are framed with their number. */
export interface RegistrySettings {
  /** Without a slash at its end, and without credentials. */
  readonly address: string;
  readonly username?: string;
  readonly password?: string;
}

export const registrySettings = settingsPart({
  title: 'Schema registry',
  variables: z.object({
    SCHEMA_REGISTRY_URL: webAddress().optional().register(settingTexts, {
      takes: '`https://registry.example.com`, `user:password@` before the host allowed',
      unset: 'what a schema registry frames (Avro, JSON Schema) is a dead letter that says so',
    }),
    SCHEMA_REGISTRY_USERNAME: z.string().optional().register(settingTexts, {
      takes: 'a name or API key, beside `SCHEMA_REGISTRY_PASSWORD`',
      unset: 'what the address says',
    }),
    SCHEMA_REGISTRY_PASSWORD: z.string().optional().register(settingTexts, {
      takes: 'a password or API secret, beside `SCHEMA_REGISTRY_USERNAME`',
      unset: 'what the address says',
    }),
  }),
  read(values): { readonly registry?: RegistrySettings } {
    const { SCHEMA_REGISTRY_URL: url, SCHEMA_REGISTRY_USERNAME: username, SCHEMA_REGISTRY_PASSWORD: password } = values;
    if ((username === undefined) !== (password === undefined)) {
      throw new StartError('SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD have to be set together');
    }
    if (url === undefined) {
      if (username !== undefined) throw new StartError('SCHEMA_REGISTRY_USERNAME is set without SCHEMA_REGISTRY_URL');
      return {};
    }
    const { origin, pathname, username: user, password: secret } = new URL(url);
    const own = user === '' ? {} : { username: decodeURIComponent(user), password: decodeURIComponent(secret) };
    const told = username === undefined ? own : { username, password };
    return { registry: { address: `${origin}${pathname.replace(/\/+$/, '')}`, ...told } };
  },
});
