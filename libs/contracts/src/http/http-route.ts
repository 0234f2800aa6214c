import { z } from 'zod';
import type { ServiceName } from '../services.ts';
import { violation } from '../text/primitives.ts';

/** What an HTTP route takes and gives, as data: OpenAPI and the contract page are made of it, tests hold the code to it. */
export interface Route {
  /** Name of the operation; published as `operationId`, never renamed. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters in braces: `/api/orders/{orderNumber}`. */
  readonly path: string;
  readonly service: 'process' | ServiceName;
  readonly summary: string;
  readonly description?: string;
  /** Needs nobody signed in: health, this description, and the keys that documents are verified with. */
  readonly open?: true;
  /** What the parameters in the path mean. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly body?: Content;
  /** The body may be left out. */
  readonly bodyOptional?: true;
  /** Looks up a secret, or works for everybody: so many requests a minute are answered, the others get 429. */
  readonly limited?: true;
  /** The body is a document of another system, which its format reads: `with-sender` where the request names a sender. */
  readonly bytes?: 'always' | 'with-sender';
  /** Takes an Idempotency-Key: the same key and body are answered as before (L9). */
  readonly idempotent?: true;
  readonly answers: readonly RouteAnswer[];
  /** Refusals that this route has beside those that every route has, and when they are given. */
  readonly problems?: Readonly<Record<number, string>>;
}

/** What a body holds, by its media type: data of a schema, text, or the bytes of a file. */
export type Content = Readonly<Record<string, z.ZodType | 'text' | 'bytes'>>;

/** An answer that is no refusal. */
export interface RouteAnswer {
  readonly status: number;
  readonly description: string;
  readonly content: Content;
}

export interface QueryParameter {
  readonly schema: z.ZodType;
  readonly description: string;
}

/** How many items of a list are asked for at once. */
export const pageSizeSchema = z.int().min(1).max(500).default(50);

/** Where a list begins and how long its page is. */
export const paging: Readonly<Record<string, QueryParameter>> = {
  cursor: { schema: z.string(), description: '`nextCursor` of the page before; without it the list begins anew.' },
  limit: { schema: pageSizeSchema, description: 'How many items a page has at most.' },
};

/** One page of a list. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Send it as `cursor` for the page after this one; null on the last.'),
  });
}

/** A refusal as RFC 9457 has it. */
export const problem = z.object({
  type: z.string().describe('Always `about:blank`: title and status say it all.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What is wrong, in words.'),
  instance: z.string().optional().describe('The address that was asked for.'),
  violations: z
    .array(violation)
    .optional()
    .describe('Everything that is wrong, each with a code that is never renamed.'),
});

/** A JSON answer. */
export function json(status: number, description: string, schema: z.ZodType): RouteAnswer {
  return { status, description, content: { 'application/json': schema } };
}

/** A file as the answer. */
export function file(mediaType: string, description: string): RouteAnswer {
  return { status: 200, description, content: { [mediaType]: mediaType.startsWith('text/') ? 'text' : 'bytes' } };
}
