import { inSpan, isInSpan, SpanKind } from '../environment/tracing/spans.ts';

/** The part of a `pg` client that is needed here. */
interface Client {
  query(...statement: readonly unknown[]): unknown;
}

/**
 * A span for each statement that is part of a trace, whoever made it: the ORM, Kysely or SQL of ours. It has the text, in which values
 * are placeholders, and never the values. What loops ask for while nothing is to do belongs to no trace, and makes none.
 */
export function traceStatements(client: Client): void {
  const query = client.query.bind(client);
  client.query = (...statement) => {
    const text = isInSpan() ? textOf(statement[0]) : undefined;
    if (text === undefined) return query(...statement);
    const name = /^\W*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? 'statement';
    const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': name, 'db.query.text': text };
    return inSpan(name, { kind: SpanKind.CLIENT, attributes }, async () => await query(...statement));
  };
}

// A cursor and what has a callback answer in their own way: they are left alone.
function textOf(statement: unknown): string | undefined {
  if (typeof statement === 'string') return statement;
  const { text, submit } = (statement ?? {}) as { readonly text?: unknown; readonly submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : undefined;
}
