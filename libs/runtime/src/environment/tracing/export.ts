import type { Log } from '../log.ts';
import type { TracingSettings } from '../settings/tracing.settings.ts';
import { spansGo } from './spans.ts';

/** Longer than a collector takes that works; the end of a process does not wait for another. */
const lastExportMilliseconds = 3000;

/**
 * Sends spans to a collector from now on (OTLP over HTTP), in batches and beside the work: where it is away, spans are dropped and the
 * log says so. Its libraries are loaded where traces are wanted, and nowhere else.
 *
 * @returns what sends the last spans and ends it
 */
export async function startTracing(
  settings: NonNullable<TracingSettings['tracing']>,
  services: readonly string[],
  log: Log,
): Promise<() => Promise<void>> {
  const [api, { AsyncLocalStorageContextManager }, { W3CTraceContextPropagator }, exporting, resources, sdk] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
    ]);
  const [service, ...others] = services;
  const name = settings.serviceName ?? (others.length === 0 ? `seatwright-${service}` : 'seatwright');
  const exporter = new exporting.OTLPTraceExporter({
    url: `${settings.endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: { ...settings.headers },
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': name, 'service.namespace': 'seatwright' }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(settings.ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000, maxQueueSize: 16_384 })],
  });
  const say = (level: 'warn' | 'debug') => (message: string) => log[level]({ reason: message }, 'traces');
  const [warn, debug] = [say('warn'), say('debug')];
  api.diag.setLogger({ error: warn, warn, info: debug, debug, verbose: debug }, { logLevel: api.DiagLogLevel.WARN });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  api.trace.setGlobalTracerProvider(provider);
  spansGo(true);
  return async () => {
    spansGo(false);
    const late = new Promise((resolve) => setTimeout(resolve, lastExportMilliseconds).unref());
    await Promise.race([provider.shutdown().catch((error: Error) => warn(error.message)), late]);
    api.trace.disable();
    api.propagation.disable();
    api.context.disable();
    api.diag.disable();
  };
}
