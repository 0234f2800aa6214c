import { z } from 'zod';
import { StartError, settingsPart, settingTexts } from './part.ts';

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

export interface BrokerSettings {
  /** Unset: messages go from service to service inside this process. */
  readonly kafka?: KafkaSettings;
}

const hostAndPort = /^[^\s:,]+:\d{1,5}$/;

export const brokerSettings = settingsPart({
  title: 'Messages',
  variables: z.object({
    KAFKA_BROKERS: z
      .string()
      .transform((text) => text.split(',').map((broker) => broker.trim()))
      .pipe(z.array(z.string().regex(hostAndPort, 'is not of the form host:9092,host:9092')))
      .optional()
      .register(settingTexts, {
        takes: '`host:9092,host:9092`',
        unset: 'messages go from service to service inside the process',
      }),
    KAFKA_SSL: z.enum(['true', 'false']).default('false').register(settingTexts, { takes: 'true, false' }),
    KAFKA_SASL_MECHANISM: z
      .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
      .default('plain')
      .register(settingTexts, { takes: 'plain, scram-sha-256, scram-sha-512' }),
    KAFKA_SASL_USERNAME: z
      .string()
      .optional()
      .register(settingTexts, { takes: 'a name, beside `KAFKA_SASL_PASSWORD`', unset: 'no SASL' }),
    KAFKA_SASL_PASSWORD: z
      .string()
      .optional()
      .register(settingTexts, { takes: 'a password, beside `KAFKA_SASL_USERNAME`', unset: 'no SASL' }),
  }),
  read(values): BrokerSettings {
    if (!values.KAFKA_BROKERS) return {};
    const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = values;
    if ((username === undefined) !== (password === undefined)) {
      throw new StartError('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD have to be set together');
    }
    const sasl =
      username === undefined || password === undefined
        ? undefined
        : { mechanism: values.KAFKA_SASL_MECHANISM, username, password };
    return { kafka: { brokers: values.KAFKA_BROKERS, ssl: values.KAFKA_SSL === 'true', sasl } };
  },
});
