import { type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { createPortal, type PortalNeeds } from './portal.ts';

/**
 * Adds the portal's pages and routes to the process. As a plugin of Fastify and not as controllers: forms, streams and errors are read and
 * written here in other ways than those of the interface, and every write passes one check.
 */
export class PortalHttp implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly needs: Omit<PortalNeeds, 'ownUrl'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { httpAdapter } = this.adapter;
    const ownUrl = () => {
      const { port } = httpAdapter.getHttpServer().address() as { port: number };
      return new URL(`http://127.0.0.1:${port}`);
    };
    httpAdapter.getInstance<FastifyInstance>().register(createPortal({ ...this.needs, ownUrl }));
  }
}
