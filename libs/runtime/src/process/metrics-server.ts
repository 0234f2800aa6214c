import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ProcessContext } from './process.context.ts';

/** All that is measured of a process, in the text format of Prometheus. */
export async function metricsText({ scrapes, metrics, log }: ProcessContext): Promise<string> {
  // What a database that is away cannot say must not hide what the others do.
  for (const done of await Promise.allSettled(scrapes.map((scrape) => scrape()))) {
    if (done.status === 'rejected') log.warn({ err: done.reason }, 'a metric could not be measured');
  }
  return await metrics.registry.metrics();
}

/**
 * `METRICS_PORT`: `/metrics` without a token, for Prometheus, which has none that lasts. It is a port of its own so that it
 * stays inside: what people reach, the gateway leads to the other.
 * @returns what ends it
 */
export async function serveMetrics(context: ProcessContext, port: number): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (!isAsked) return void response.writeHead(404).end('GET /metrics is all there is here\n');
    try {
      const text = await metricsText(context);
      response.writeHead(200, { 'content-type': context.metrics.registry.contentType }).end(text);
    } catch (error) {
      context.log.error({ err: error }, 'metrics could not be told');
      response.writeHead(500).end();
    }
  });
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
