import type { FastifyInstance, FastifyReply } from 'fastify';

/** A year, as browsers' lists of HTTPS sites ask for at the least. */
const strictTransport = 'max-age=31536000';

/**
 * What every answer tells browsers and proxies: the type is what it says, nobody frames it, no address of ours goes to others, and
 * nobody keeps it but who asked, unless its route says otherwise. HTTPS for ever only where that is the public address.
 */
export function secureAnswers(fastify: FastifyInstance, publicUrl: string): void {
  const always = headersOf(publicUrl);
  fastify.addHook('onSend', async (_request, reply) => addMissing(reply, always));
}

/** For answers that are given before there is a route: no hook sees them. */
export function secureAnswer(reply: FastifyReply, publicUrl: string): FastifyReply {
  addMissing(reply, headersOf(publicUrl));
  return reply;
}

function headersOf(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https://') && { 'strict-transport-security': strictTransport }),
  };
}

function addMissing(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) void reply.header(name, value);
}
