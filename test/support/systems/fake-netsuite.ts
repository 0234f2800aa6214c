import { constants, createPublicKey, verify } from 'node:crypto';
import { type FakeSystem, type SystemAnswer, type SystemRequest, startFakeSystem } from './fake-system.ts';

/** A sales order as somebody keeps it; `day` is when it last changed, in the zone of the company. */
export interface NetsuiteOrder {
  readonly id: string;
  readonly tranId: string;
  readonly day: string;
  readonly orderStatus: string;
  readonly quantity: number;
}

const tokenPath = '/services/rest/auth/oauth2/v1/token';

/**
 * NetSuite's SuiteTalk REST as far as orders are read: records with `expandSubResources`, SuiteQL one row a page, and tokens for client
 * credentials with an assertion (`kid` and `iss` are `certificate` and `client`, PS256).
 *
 * @param publicKey PEM of the certificate's key
 */
export async function startFakeNetsuite(publicKey: string): Promise<FakeSystem<NetsuiteOrder>> {
  const token = 'netsuite-token';
  return await startFakeSystem<NetsuiteOrder>({
    isLetIn: ({ headers }) => headers.authorization === `Bearer ${token}`,
    open: (request) => {
      if (request.url.pathname !== tokenPath) return undefined;
      if (!isGoodAssertion(request, publicKey)) return { status: 400, json: { error: 'invalid_grant' } };
      return { json: { access_token: token, expires_in: '3600', token_type: 'Bearer' } };
    },
    answer: (request, { orders }, isPart) => {
      const key = /\/record\/v1\/salesOrder\/(\d+)$/.exec(request.url.pathname)?.[1];
      if (key === undefined) return listOf(request, [...orders.values()]);
      const order = orders.get(key);
      const type = 'application/vnd.oracle.resource+json; type=singular';
      if (!order)
        return { status: 404, json: { status: 404, 'o:errorDetails': [{ 'o:errorCode': 'NONEXISTENT_ID' }] } };
      return { type, json: entityOf(order, request.url.searchParams.get('expandSubResources') === 'true', isPart) };
    },
  });
}

function isGoodAssertion({ body, url }: SystemRequest, publicKey: string): boolean {
  const asked = new URLSearchParams(body);
  const [header = '', claims = '', signature = ''] = (asked.get('client_assertion') ?? '').split('.');
  const partOf = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString() || '{}') as Record<string, unknown>;
  const { alg, kid } = partOf(header);
  const { iss, aud, scope, exp, iat } = partOf(claims);
  const isKnown = alg === 'PS256' && kid === 'certificate' && iss === 'client' && String(aud).endsWith(url.pathname);
  const isShort = Number(exp) - Number(iat) < 3600 && String(scope) === 'rest_webservices';
  const key = { key: createPublicKey(publicKey), padding: constants.RSA_PKCS1_PSS_PADDING };
  const isSigned = verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
  return isKnown && isShort && isSigned && asked.get('grant_type') === 'client_credentials';
}

function entityOf({ id, tranId, orderStatus, quantity }: NetsuiteOrder, isExpanded: boolean, isPart: boolean): object {
  const link = { links: [{ rel: 'self', href: `/services/rest/record/v1/salesOrder/${id}/item` }] };
  const line = { line: 1, item: { id: '33', refName: 'AP-STD' }, itemType: { id: 'NonInvtPart' } };
  const items = [{ ...line, quantity, rate: 118.0, amount: quantity * 118 }];
  return {
    ...{ id, tranId, orderStatus: { id: orderStatus }, currency: { id: '4', refName: 'EUR' } },
    ...{ entity: { id: '107', refName: '107 Lodz' }, lastModifiedDate: '2026-11-21T10:00:00Z' },
    item: isExpanded ? { items, hasMore: isPart, totalResults: 1 } : link,
  };
}

/** What SuiteQL answers to the one question that is asked. */
function listOf({ body, headers }: SystemRequest, orders: readonly NetsuiteOrder[]): SystemAnswer {
  if (headers.prefer !== 'transient') return { status: 400, json: { status: 400 } };
  const { q } = JSON.parse(body) as { q: string };
  const day = /lastmodifieddate >= TO_DATE\('([\d-]+)', 'YYYY-MM-DD'\)/.exec(q)?.[1] ?? '9';
  const above = Number(/ id > (\d+) ORDER BY id$/.exec(q)?.[1]);
  const found = orders.filter(({ id, day: changed }) => changed >= day && Number(id) > above);
  const [first, ...others] = found.sort((one, other) => Number(one.id) - Number(other.id));
  const items = first ? [{ links: [], id: first.id }] : [];
  return { json: { links: [], count: items.length, hasMore: others.length > 0, items, offset: 0 } };
}
