import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { clientStatesIn } from '#formats/business-central/webhook.ts';
import { attempt } from '#formats/format.ts';
import { readJsonTree } from '#formats/json/tree.ts';
import { readXml } from '#formats/xml/tree.ts';
import { childrenOf, firstAt, foundAt } from '#formats/xml/walk.ts';
import type { SenderProfile } from './profile.ts';
import { secretOf } from './senders.files.ts';

/** What a request proves itself by. */
export interface ProvingRequest {
  readonly headers: IncomingHttpHeaders;
  /** The body, byte for byte. */
  readonly bytes: Uint8Array;
  /** Whether a proxy that is trusted sent it on: only then its headers are its own. */
  readonly isBehindProxy: boolean;
}

/**
 * Whether a request proves that it is from a sender, in the way that its profile says. A sender without one proves nothing here. Secrets
 * are compared in constant time.
 */
export function isAuthentic(profile: SenderProfile, request: ProvingRequest): boolean {
  const { authentication } = profile;
  if (!authentication) return false;
  if (authentication.kind === 'mtls') {
    const { header, subject } = authentication;
    return request.isBehindProxy && isSame(headerOf(request, header), subject);
  }
  const secret = secretOf(profile);
  if (secret === undefined || secret === '') return false;
  switch (authentication.kind) {
    case 'basic':
      return isSame(basicOf(request), `${authentication.user}:${secret}`);
    case 'hmac-sha256': {
      const digest = createHmac('sha256', secret).update(request.bytes).digest(authentication.encoding);
      const stated = headerOf(request, authentication.header)?.replace(/^sha256=/i, '');
      return isSame(authentication.encoding === 'hex' ? stated?.toLowerCase() : stated, digest);
    }
    case 'cxml-shared-secret':
      return isSame(sharedSecretIn(request.bytes), secret);
    case 'client-state': {
      const states = clientStates(request.bytes);
      return states.length > 0 && states.every((state) => isSame(state, secret));
    }
  }
}

function isSame(stated: string | undefined, right: string): boolean {
  if (stated === undefined) return false;
  const [one, other] = [stated, right].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
}

function headerOf({ headers }: ProvingRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
}

function basicOf(request: ProvingRequest): string | undefined {
  const [, encoded] = /^basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** The secret of the Sender of a cXML document. */
function sharedSecretIn(bytes: Uint8Array): string | undefined {
  let secret: string | undefined;
  attempt(() => {
    const sender = firstAt(readXml(bytes).root, 'Header', 'Sender');
    secret = childrenOf(sender, 'Credential').flatMap((each) => foundAt(each, 'SharedSecret')?.value ?? [])[0];
    return { readings: [], violations: [] };
  });
  return secret;
}

/** What the notifications of a webhook say that they were subscribed with. */
function clientStates(bytes: Uint8Array): readonly (string | undefined)[] {
  let states: readonly (string | undefined)[] = [];
  attempt(() => {
    states = clientStatesIn(readJsonTree(bytes));
    return { readings: [], violations: [] };
  });
  return states;
}
