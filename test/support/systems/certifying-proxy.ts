import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

export interface CertifyingProxy {
  /** `https://127.0.0.1:PORT` */
  readonly root: string;
  readonly close: () => Promise<void>;
}

export interface CertifyingProxyOptions {
  /** Where requests go on to, without TLS. */
  readonly target: string;
  readonly own: TestCertificate;
  /** Whose certificates count. */
  readonly authorityFile: string;
  /** Whether who shows none that counts is let through, with nobody as subject. */
  readonly isOptional: boolean;
  /** What a request goes on with, by the common name of the certificate that was verified. */
  readonly headersOf: (subject: string | undefined) => Readonly<Record<string, string>>;
}

/** A proxy that ends TLS and asks for certificates, as they stand before services of others and before ours. */
export async function startCertifyingProxy(options: CertifyingProxyOptions): Promise<CertifyingProxy> {
  const { own, authorityFile, isOptional, target, headersOf } = options;
  const tls = {
    ...{ cert: readFileSync(own.certificateFile), key: readFileSync(own.keyFile), ca: readFileSync(authorityFile) },
    ...{ requestCert: true, rejectUnauthorized: !isOptional },
  };
  const server = createServer(tls, (incoming, response) => {
    const socket = incoming.socket as TLSSocket;
    const subject = socket.authorized ? String(socket.getPeerCertificate().subject.CN) : undefined;
    const headers = { ...incoming.headers, ...headersOf(subject) };
    const onward = request(target + incoming.url, { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    root: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
