/** What an answer took, in milliseconds. */
export interface Asked {
  readonly firstByte: number;
  readonly lastByte: number;
  readonly bytes: number;
}

/**
 * Asks and reads all of the answer.
 * @throws Error with what was answered, where it is no success
 */
export async function ask(url: string, headers: Record<string, string>, init: RequestInit = {}): Promise<Asked> {
  const start = performance.now();
  const answer = await fetch(url, { ...init, headers });
  if (!answer.ok || !answer.body) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  let bytes = 0;
  let firstByte: number | undefined;
  for await (const chunk of answer.body) {
    firstByte ??= performance.now() - start;
    bytes += chunk.length;
  }
  return { firstByte: firstByte ?? Number.NaN, lastByte: performance.now() - start, bytes };
}
