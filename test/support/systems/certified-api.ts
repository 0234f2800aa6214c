import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

export interface CertifiedApi {
  /** `https://127.0.0.1:PORT`; tokens at `/token`, everything else is the API. */
  readonly root: string;
  /** How tokens were asked for: the fields of the form, and the header. */
  readonly asked: { readonly form: Readonly<Record<string, string>>; readonly authorization?: string }[];
  /** Has the tokens that were given count no more. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export interface CertifiedApiOptions {
  readonly own: TestCertificate;
  /** Whose certificates count. */
  readonly authorityFile: string;
  /** The secret that a token is asked for with beside the certificate; without it, by the certificate alone. */
  readonly secret?: string;
  /** What the API answers to whoever is let in. */
  readonly answer: object;
}

/**
 * A token service and an API that ask for certificates by TLS: `client`, with the common name `seatwright`, gets tokens, and each counts with
 * the certificate alone that it was asked for with (RFC 8705).
 */
export async function startCertifiedApi({
  own,
  authorityFile,
  secret,
  answer,
}: CertifiedApiOptions): Promise<CertifiedApi> {
  const asked: CertifiedApi['asked'] = [];
  const holders = new Map<string, string>();
  const tls = {
    cert: readFileSync(own.certificateFile),
    key: readFileSync(own.keyFile),
    ca: readFileSync(authorityFile),
  };
  const say = (response: ServerResponse, status: number, json: object) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  const basic = secret === undefined ? undefined : `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`;
  const giveToken = async (request: IncomingMessage, response: ServerResponse, holder: string, name: string) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const { authorization } = request.headers;
    asked.push({ form, authorization });
    const isProved = basic === undefined ? form.client_id === 'client' : authorization === basic;
    if (name !== 'seatwright' || !isProved || form.grant_type !== 'client_credentials')
      return say(response, 401, { error: 'invalid_client' });
    const token = `token-${holders.size + 1}`;
    holders.set(token, holder);
    say(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
  };
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const { fingerprint256, subject } = (request.socket as TLSSocket).getPeerCertificate();
    if (request.url === '/token') return void giveToken(request, response, fingerprint256, String(subject.CN));
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (holders.get(token) !== fingerprint256) return say(response, 401, { error: 'invalid_token' });
    say(response, 200, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    root: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    forget: () => holders.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
