import { z } from 'zod';
import { listed, settingsPart, settingTexts, webAddress } from './part.ts';

export interface TracingSettings {
  /** Unset: no spans are made. */
  readonly tracing?: {
    readonly endpoint: string;
    readonly headers: Readonly<Record<string, string>>;
    /** The part of traces that begin here and are kept, from 0 to 1. Those that others began go by what they decided. */
    readonly ratio: number;
    /** Unset: named after the services of the process. */
    readonly serviceName?: string;
  };
}

const header = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+=.+$/;

/** The names are those of OpenTelemetry's own specification. */
export const tracingSettings = settingsPart({
  title: 'Traces',
  variables: z.object({
    OTEL_EXPORTER_OTLP_ENDPOINT: webAddress().optional().register(settingTexts, {
      takes: 'the address of a collector that takes OTLP over HTTP, like `http://localhost:4318`',
      unset: 'no traces',
    }),
    OTEL_EXPORTER_OTLP_HEADERS: listed()
      .pipe(z.array(z.string().regex(header, 'is not of the form name=value,name=value')))
      .register(settingTexts, {
        takes: '`name=value,name=value`, values percent-encoded; sent with every export',
        unset: 'none',
      }),
    OTEL_TRACES_SAMPLER_ARG: z.coerce
      .number('is not a number from 0 to 1')
      .min(0, 'is not a number from 0 to 1')
      .max(1, 'is not a number from 0 to 1')
      .default(1)
      .register(settingTexts, { takes: '0 to 1: the part of new traces that is kept; 1 keeps all' }),
    OTEL_SERVICE_NAME: z.string().optional().register(settingTexts, {
      takes: 'a name',
      unset: '`seatwright-SERVICE`, or `seatwright` where a process runs several',
    }),
  }),
  read(values): TracingSettings {
    const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
    if (endpoint === undefined) return {};
    const headers = Object.fromEntries(
      values.OTEL_EXPORTER_OTLP_HEADERS.map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), decoded(part.slice(at + 1))];
      }),
    );
    const { OTEL_TRACES_SAMPLER_ARG: ratio, OTEL_SERVICE_NAME: serviceName } = values;
    return { tracing: { endpoint, headers, ratio, serviceName } };
  },
});

// A value with a percent sign of its own is taken as it stands.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
