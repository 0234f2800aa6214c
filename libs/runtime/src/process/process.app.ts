import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ContentTypeParserDoneFunction } from 'fastify/types/content-type-parser.js';
import { maximumBodyBytes } from '#contracts/cloud-event.ts';
import { isTooDeep, tooDeep } from '#contracts/reading/json-depth.ts';
import { saidTwice } from '#contracts/reading/json-names.ts';
import { parseJsonText } from '#contracts/reading/json-text.ts';
import { ConsumerStrategy } from '../broker/consumer.strategy.ts';
import type { AppSettings } from '../environment/settings.ts';
import { AuthGuard } from '../http/auth.guard.ts';
import { ContractsController } from '../http/contracts.http.ts';
import { notUnderstood, ProblemFilter, sendProblem } from '../http/problem.filter.ts';
import { RequestGuard, takesBytes } from '../http/request.guard.ts';
import { secureAnswer, secureAnswers } from '../http/security-headers.ts';
import { DeadLettersController } from './dead-letters.http.ts';
import { tellKnownMethods } from './known-methods.ts';
import { NestLog } from './nest-log.ts';
import { ProcessContext } from './process.context.ts';
import { ProcessController } from './process.http.ts';
import { traceRequests } from './request-spans.ts';

/** A service as a process runs it: its name is its consumer group. */
export interface ServiceEntry {
  readonly name: string;
  readonly module: Type;
  readonly settings?: AppSettings;
}

@Module({})
class RootModule {
  static of(context: ProcessContext, services: readonly ServiceEntry[]): DynamicModule {
    return {
      module: RootModule,
      global: true,
      imports: services.map((service) => service.module),
      controllers: [DeadLettersController, ProcessController, ContractsController],
      providers: [
        { provide: ProcessContext, useValue: context },
        { provide: APP_GUARD, useValue: new AuthGuard(context.authenticator, context.settings.lookUpsPerMinute) },
        { provide: APP_GUARD, useValue: new RequestGuard(context.settings.lookUpsPerMinute) },
        { provide: APP_FILTER, useValue: new ProblemFilter(context.log) },
      ],
      exports: [ProcessContext],
    };
  }
}

/** The application of a process: HTTP over Fastify, and each service's consumers. It takes messages when this returns. */
export async function createApp(
  context: ProcessContext,
  services: readonly ServiceEntry[],
): Promise<NestFastifyApplication> {
  const { publicUrl, trustedProxies } = context.settings;
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: maximumBodyBytes,
    // Ids have up to 256 characters, and each may be nine in an address.
    routerOptions: { maxParamLength: 2400 },
    forceCloseConnections: true,
    // What is wrong before there is a route never reaches the filter.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(secureAnswer(reply, publicUrl), notUnderstood(error.message)),
  });
  traceRequests(adapter.getInstance());
  addJsonParsers(adapter.getInstance());
  addDocumentParser(adapter.getInstance());
  secureAnswers(adapter.getInstance(), publicUrl);
  tellKnownMethods(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(RootModule.of(context, services), adapter, {
    logger: new NestLog(context.log),
    abortOnError: false,
    bodyParser: false,
  });
  for (const { name } of services) {
    app.connectMicroservice<MicroserviceOptions>(
      { strategy: new ConsumerStrategy(context.broker, name, context.openFrames) },
      { inheritAppConfig: true },
    );
  }
  try {
    // What services do before they take messages (the catalog's files) comes first, what they send comes last.
    await app.init();
    await app.startAllMicroservices();
    context.broker.open();
    await app.listen(context.settings.port, '0.0.0.0');
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** JSON and nothing else: forms are refused, and bytes that are not UTF-8 are not taken for other text. */
function addJsonParsers(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  fastify.addContentTypeParser(
    ['application/json', 'application/cloudevents+json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: ContentTypeParserDoneFunction) => {
      if (takesBytes(request)) {
        done(null, body);
        return;
      }
      // The route says whether a body may be left out; a content type without a body says nothing.
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      let text: string;
      try {
        text = decoder.decode(body);
      } catch {
        done(notUnderstood('the body is not UTF-8'));
        return;
      }
      if (isTooDeep(text)) done(notUnderstood(`the body ${tooDeep}`));
      // Fastify's own parser refuses what is no JSON, or would change the objects of the language.
      else
        parse(request, text, (error, value) => {
          if (error || value === undefined) {
            done(error, value);
            return;
          }
          const read = parseJsonText(text);
          const twice = saidTwice(text, read);
          if (twice === undefined) done(null, read);
          else done(notUnderstood(`the body ${twice}`));
        });
    },
  );
}

/** Documents of other systems, whatever they say that they are; everywhere else only JSON is taken. */
function addDocumentParser(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: ContentTypeParserDoneFunction) => {
      // An address that is not there says so, whatever was sent to it.
      if (takesBytes(request) || request.is404) done(null, body);
      else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type']));
    },
  );
}
