import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type KafkaOptions, Transport } from '@nestjs/microservices';

export const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');

/** Starts a module as Nest's guide shows: the stock Kafka transport, one message at a time. */
export async function startMicroservice(name: string, module: Type): Promise<void> {
  const options: KafkaOptions = {
    transport: Transport.KAFKA,
    options: {
      client: { clientId: name, brokers },
      consumer: { groupId: name },
      // What was sent before the first start counts as well.
      subscribe: { fromBeginning: true },
    },
  };
  const app = await NestFactory.createMicroservice<KafkaOptions>(module, { ...options, logger: ['error'] });
  app.enableShutdownHooks();
  await app.listen();
  console.log('ready');
}

/** The client by which a service emits, as `ClientsModule.register` wants it. */
export function kafkaClient(name: string): KafkaOptions {
  return { transport: Transport.KAFKA, options: { client: { clientId: name, brokers }, producerOnlyMode: true } };
}
