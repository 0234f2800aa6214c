import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { OwnCertificate } from './lookup-source.ts';
import { Locked } from './signed-assertion.ts';

/** A request to another system; redirects are not followed. */
export interface OutgoingRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signal: AbortSignal;
}

/** Sends a request, as `fetch` does. */
export type SendRequest = (address: string, request: OutgoingRequest) => Promise<Response>;

/** Statuses of answers without a body. */
const withoutBody = [204, 205, 304];
/** What a system says to a certificate that it does not take: in the code with TLS 1.3, in the text before. */
const turnedDown = /alert[_ ](.*certificate|unknown[_ ]ca|access[_ ]denied|handshake[_ ]failure)/i;

/**
 * Requests in which we show a certificate of ours. `fetch` has no way to; certificate and key are read at each use, so that they can be renewed.
 *
 * @throws Locked where there is no such certificate, or the other side turns it down
 */
export function certifiedRequests({ certificateFile, keyFile, authorityFile }: OwnCertificate): SendRequest {
  return async (address, { method, headers, body, signal }) => {
    const own = {
      cert: contentOf(certificateFile),
      key: contentOf(keyFile),
      ca: authorityFile === undefined ? undefined : contentOf(authorityFile),
    };
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = requestHttps(address, { method, headers, signal, agent: false, ...own }, resolve);
      request.on('error', reject);
      request.end(body);
    }).catch((error: Error & { code?: string }) => {
      const { code = '', message } = error;
      if (turnedDown.test(`${code} ${message}`)) throw new Locked(`the system turns our certificate down: ${code}`);
      if (/^ERR_OSSL_/.test(code))
        throw new Locked(`the certificate in ${certificateFile} and its key are none: ${code}`);
      throw error;
    });
    const { statusCode: status = 502, rawHeaders } = incoming;
    const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
    );
    const isEmpty = withoutBody.includes(status);
    if (isEmpty) incoming.resume();
    const stream = isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
    return new Response(stream, { status, headers: pairs });
  };
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Locked(`the secret in ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
