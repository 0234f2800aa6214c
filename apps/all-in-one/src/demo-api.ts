import { issueToken } from '#runtime/http/access/auth.ts';
import type { RunningProcess } from '#runtime/process/process.ts';

/** The HTTP API as a person uses it. */
export interface Api {
  // biome-ignore lint/suspicious/noExplicitAny: answers are read by the demo's own pages, which know their shape
  get(path: string): Promise<any>;
  download(path: string): Promise<Uint8Array>;
}

/** The API of a running process, with a token for a person. */
export async function createApi(running: RunningProcess, email: string): Promise<Api> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const authorization = `Bearer ${token}`;
  return {
    async get(path) {
      const response = await fetch(`${running.url}${path}`, { headers: { authorization } });
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`GET ${path} answers ${response.status}: ${await response.text()}`);
      return await response.json();
    },
    async download(path) {
      const response = await fetch(`${running.url}${path}`, { headers: { authorization } });
      if (!response.ok) throw new Error(`GET ${path} answers ${response.status}: ${await response.text()}`);
      return await response.bytes();
    },
  };
}

/** All items of a paged list. */
export async function everyPage<Item>(api: Api, path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Item[]; nextCursor: string | null } = await api.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor && `&cursor=${cursor}`}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
