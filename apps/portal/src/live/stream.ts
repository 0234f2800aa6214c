import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Visible } from '#runtime/http/access/access.ts';
import { TooManyRequests } from '#runtime/http/problem.filter.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { Hint } from './hints.ts';
import { anything, type Listeners } from './listeners.ts';

interface StreamParts {
  readonly listeners: Listeners;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly signedIn: (request: FastifyRequest) => Session;
}

const heartbeatMilliseconds = 15_000;
/** At most four hints a second for a page. */
const pauseMilliseconds = 250;
/** What somebody may see is looked up so often at most. */
const visibleMilliseconds = 5000;
const mostOfPerson = 30;

/** `GET /portal/live`: server-sent events `hint` with kind, id and accounts, for as long as the session lives. */
export function addLive(scope: FastifyInstance, { listeners, sessions, access, signedIn }: StreamParts): void {
  const open = new Map<string, number>();
  scope.get('/portal/live', (request, reply) => {
    const session = signedIn(request);
    // Whoever left while the session was looked up never closes what would begin here.
    if (request.raw.socket.destroyed) {
      reply.hijack();
      return;
    }
    const count = open.get(session.email) ?? 0;
    if (count >= mostOfPerson) throw new TooManyRequests('open pages', 60);
    open.set(session.email, count + 1);
    const page = startStream(reply);
    const visible = cached(() => access.visibleTo({ email: session.email, local: false }));
    const remove = listeners.add({ visible, tell: page.tell });
    const heartbeat = setInterval(async () => {
      if (await sessions.isAlive(session.id).catch(() => true)) reply.raw.write(': alive\n\n');
      else reply.raw.end();
    }, heartbeatMilliseconds);
    reply.raw.on('close', () => {
      clearInterval(heartbeat);
      page.end();
      remove();
      open.set(session.email, (open.get(session.email) ?? 1) - 1);
      if (open.get(session.email) === 0) open.delete(session.email);
    });
    // Whoever comes back has missed what nobody kept.
    if (request.headers['last-event-id'] !== undefined) page.tell(anything);
  });
}

function startStream(reply: FastifyReply) {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 3000\n\n');
  const waiting = new Map<string, Hint>();
  let timer: NodeJS.Timeout | undefined;
  let number = 0;
  const send = () => {
    timer = undefined;
    const [next] = waiting;
    if (!next) return;
    waiting.delete(next[0]);
    number += 1;
    raw.write(`id: ${number}\nevent: hint\ndata: ${JSON.stringify(next[1])}\n\n`);
    timer = setTimeout(send, pauseMilliseconds);
  };
  return {
    /** At once, or summed up with others of its kind while the page has to wait. */
    tell(hint: Hint): void {
      const before = waiting.get(hint.kind);
      waiting.set(hint.kind, before ? together(before, hint) : hint);
      if (!timer) send();
    },
    end: () => clearTimeout(timer),
  };
}

function together(one: Hint, other: Hint): Hint {
  const isSame = one.id === other.id;
  return { kind: one.kind, id: isSame ? one.id : '', accounts: [...new Set([...one.accounts, ...other.accounts])] };
}

function cached(look: () => Promise<Visible>): () => Promise<Visible> {
  let known: { readonly at: number; readonly visible: Promise<Visible> } | undefined;
  return () => {
    if (known === undefined || performance.now() - known.at > visibleMilliseconds)
      known = { at: performance.now(), visible: look() };
    return known.visible;
  };
}
