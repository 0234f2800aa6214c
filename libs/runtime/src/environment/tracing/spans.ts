import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Spans for OpenTelemetry: what was done for an order, in which service, and how long it took. Everything here does nothing, and
 * costs next to nothing, until `startTracing` has been called.
 */

export { SpanKind } from '@opentelemetry/api';

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** W3C Trace Context of what it comes of; without it, what is under way here. */
  readonly parent?: string;
  readonly links?: Link[];
}

let isOn = false;
const tracer = () => trace.getTracer('seatwright');

/** Called when spans have somewhere to go. */
export function spansGo(somewhere: boolean): void {
  isOn = somewhere;
}

/** Whether spans are made at all: what only they need is left out otherwise. */
export function isTracing(): boolean {
  return isOn;
}

/** Whether a span is under way here. */
export function isInSpan(): boolean {
  return isOn && trace.getActiveSpan() !== undefined;
}

/** Runs `work` in a span that ends with it, and says so when it failed. */
export async function inSpan<Result>(
  name: string,
  { parent, ...options }: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!isOn) return await work();
  const from = contextOf(parent);
  const span = tracer().startSpan(name, options, from);
  return await context.with(trace.setSpan(from, span), () => untilDone([span], work));
}

/** A span that is ended by hand. Call it where `isTracing` alone. */
export function beginSpan(name: string, { parent, ...options }: SpanOptions): Span {
  return tracer().startSpan(name, options, contextOf(parent));
}

/** Calls `go` with the span as what is under way. */
export function within<Result>(span: Span, go: () => Result): Result {
  return context.with(trace.setSpan(context.active(), span), go);
}

/** The W3C Trace Context of a span, for what comes of it elsewhere. */
export function traceparentOf(span: Span): string | undefined {
  return inContext(trace.setSpan(ROOT_CONTEXT, span));
}

/** The id of the trace that is under way here, for the log. */
export function traceId(): string | undefined {
  return isOn ? trace.getActiveSpan()?.spanContext().traceId : undefined;
}

/** What somebody does because of a message. */
export interface Caused {
  readonly id: string;
  readonly type: string;
  readonly correlationId: string;
  readonly traceparent?: string;
}

const causesKey = createContextKey('seatwright: traces of the messages at hand, by correlation id');

/**
 * Runs what is done for messages together. Each has a span of its own, in the trace of whoever sent it; where they are several, what
 * they share (the statements of the batch) is in a span of the batch that is linked with all of theirs.
 */
export async function inMessageSpans<Result>(
  service: string,
  messages: readonly Caused[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (!isOn || messages.length === 0 || context.active().getValue(causesKey) !== undefined) return await work();
  const [first, ...others] = messages;
  const isOne = first !== undefined && others.length === 0;
  const batch = isOne
    ? undefined
    : tracer().startSpan(`batch ${service}`, { root: true, attributes: batchAttributes(service, messages) });
  const links = batch ? [{ context: batch.spanContext() }] : [];
  const spans = messages.map((message) => messageSpan(service, message, links));
  for (const span of spans) batch?.addLink({ context: span.spanContext() });
  const traces = new Map(messages.map(({ correlationId }, at) => [correlationId, traceparentOf(spans[at] as Span)]));
  const active = trace.setSpan(context.active().setValue(causesKey, traces), batch ?? (spans[0] as Span));
  return await context.with(active, () => untilDone(batch ? [...spans, batch] : spans, work));
}

/** Trace Context for what comes of the message of that chain: of its own span, or of what is under way here. */
export function traceparentFor(correlationId: string): string | undefined {
  if (!isOn) return undefined;
  const traces = context.active().getValue(causesKey) as ReadonlyMap<string, string | undefined> | undefined;
  return traces?.get(correlationId) ?? inContext(context.active());
}

function messageSpan(service: string, { id, type, correlationId, traceparent }: Caused, links: Link[]): Span {
  const attributes = {
    'seatwright.service': service,
    'seatwright.correlation_id': correlationId,
    'messaging.operation.name': 'process',
    'messaging.message.id': id,
    'cloudevents.event_type': type,
  };
  return tracer().startSpan(`process ${type}`, { kind: SpanKind.CONSUMER, attributes, links }, contextOf(traceparent));
}

function batchAttributes(service: string, messages: readonly Caused[]): Attributes {
  return { 'seatwright.service': service, 'messaging.batch.message_count': messages.length };
}

async function untilDone<Result>(spans: readonly Span[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    for (const span of spans) fails(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Tells of what is under way here that it came to nothing, and why. */
export function spanFails(why: string): void {
  if (isOn) trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: why.slice(0, 500) });
}

/**
 * Runs a request to another system in a span of its own, which says who was asked and with what status it answered; of its address the
 * host alone, since keys and searches stand behind it.
 *
 * @param send gets the headers by which the other system goes on in the trace: none where there is none
 */
export async function inRequestSpan(
  method: string,
  address: string,
  send: (headers: Readonly<Record<string, string>>) => Promise<Response>,
): Promise<Response> {
  if (!isOn) return await send({});
  const attributes = { 'http.request.method': method, 'server.address': URL.parse(address)?.host ?? '' };
  return await inSpan(method, { kind: SpanKind.CLIENT, attributes }, async () => {
    const traceparent = inContext(context.active());
    const response = await send(traceparent === undefined ? {} : { traceparent });
    trace.getActiveSpan()?.setAttribute('http.response.status_code', response.status);
    if (response.status >= 400) spanFails(`status ${response.status}`);
    return response;
  });
}

/** Marks a span as failed, with the words of the error where there are any, and without its stack. */
export function fails(span: Span, error?: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error | undefined)?.message?.slice(0, 500) });
}

function contextOf(traceparent: string | undefined): Context {
  return traceparent === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, { traceparent });
}

function inContext(of: Context): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(of, carrier);
  return carrier.traceparent;
}
