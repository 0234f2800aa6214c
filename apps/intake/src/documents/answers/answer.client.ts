import { readFileSync } from 'node:fs';
import { escapedXml } from '#formats/xml/write.ts';
import { causeOf } from '../../lookups/lookup.client.ts';
import { credentialsOf, Locked, plainRequest } from '../../lookups/lookup.credentials.ts';
import type { SenderProfile } from '../senders/profile.ts';

/** How long a sender's system may take to answer. */
export const answerMilliseconds = 10_000;

/** An answer as it goes out. */
export interface OutgoingAnswer {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Posts answers to one sender. */
export type AnswerClient = (answer: OutgoingAnswer) => Promise<string | undefined>;

/**
 * Posts to the address of a profile; redirects are not followed.
 *
 * @returns for each answer why it was not taken, or undefined for a status of 2xx. Never throws for what the other side does; no address
 *   and no secret stands in it
 */
export function answerClient(
  { to, credentials }: SenderProfile['answer'],
  now: () => number,
  patience = answerMilliseconds,
): AnswerClient {
  const inside = credentials?.kind === 'cxml-shared-secret' ? credentials.secretFile : undefined;
  const known = credentials && credentials.kind !== 'cxml-shared-secret' ? credentialsOf(credentials, now) : undefined;
  return async ({ contentType, bytes }) => {
    if (to === undefined) return 'the profile has no address for answers';
    try {
      const body = inside === undefined ? bytes : withSharedSecret(bytes, readFileSync(inside, 'utf8').trim());
      const headers = { 'content-type': contentType, ...(await known?.headers()) };
      const signal = AbortSignal.timeout(patience);
      const send = known?.send ?? plainRequest;
      const response = await send(to, { method: 'POST', headers, body: Buffer.from(body), signal });
      await response.body?.cancel();
      if (response.ok) return undefined;
      if (response.status === 401) known?.renew();
      return `the system answers ${response.status}`;
    } catch (error) {
      return error instanceof Locked ? error.message : `the system does not answer: ${causeOf(error)}`;
    }
  };
}

/** The secret that a buyer's cXML gateway knows us by. It stands in what goes out, never in what is kept. */
export function withSharedSecret(bytes: Uint8Array, secret: string): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const element = `<SharedSecret>${escapedXml(secret)}</SharedSecret>`;
  return Buffer.from(
    text.replace(/(<Sender>\s*<Credential\b[\s\S]*?)(\s*<\/Credential>)/, (_, head, end) => head + element + end),
  );
}
