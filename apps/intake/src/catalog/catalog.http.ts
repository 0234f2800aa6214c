import { Body, Controller, Delete, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { unrankedEdition } from '#domain/values/names/ranked-editions.ts';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type AskedOverHttp, sendAnswer } from '#runtime/http/idempotency.ts';
import type { Page } from '#runtime/http/paging.ts';
import { forbidden, notFound, rulesBroken } from '#runtime/http/problem.filter.ts';
import { publishFacts } from '#runtime/http/published-facts.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { pricedProduct } from './catalog.product.ts';
import { CatalogRanks } from './catalog.ranks.ts';
import { findProduct, listProducts, type ProductQuery, type ProductView } from './catalog.views.ts';

/** The catalog over HTTP (L12): for everybody to read, for operators to change. What is changed goes out on topic `catalog`. */
@Controller('api/products')
export class CatalogController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly ranks: CatalogRanks,
  ) {}

  @Get()
  async list(@Query() query: ProductQuery): Promise<Page<ProductView>> {
    return await listProducts(this.database.sql, query);
  }

  @Get(':sku')
  async show(@Param('sku') sku: string): Promise<ProductView> {
    return await this.known(sku);
  }

  /** Publishes a product, or replaces what was published of it. */
  @Put(':sku')
  async put(
    @SignedIn() person: Person,
    @Param('sku') sku: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    await this.operatorsOnly(person);
    const product = bodyOf(pricedProduct, typeof body === 'object' && body !== null ? { sku, ...body } : body);
    if (product.sku !== sku) throw rulesBroken([skuDiffers(product.sku, sku)]);
    // K6: the ledger takes no product that its program cannot compare, and it has nobody to answer by then.
    const unranked = unrankedEdition(product, this.ranks.byProgram.get(product.program) ?? []);
    if (unranked.length > 0) throw rulesBroken(unranked);
    const asked = { person, key, method: 'PUT', path: `/api/products/${sku}`, body };
    return sendAnswer(reply, await this.publish(asked, 'product.published.v1', product));
  }

  /** Withdraws a product: it can no longer be ordered, and what was sold stays what it was. */
  @Delete(':sku')
  async withdraw(
    @SignedIn() person: Person,
    @Param('sku') sku: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') key?: string,
  ): Promise<unknown> {
    await this.operatorsOnly(person);
    await this.known(sku);
    const asked = { person, key, method: 'DELETE', path: `/api/products/${sku}`, body: undefined };
    return sendAnswer(reply, await this.publish(asked, 'product.withdrawn.v1', { sku }));
  }

  private async publish(asked: AskedOverHttp, type: string, data: { readonly sku: string }) {
    const { sku } = data;
    const now = this.process.now().toISOString();
    // What is known may be of a later time than this clock has: a fact that counts as older would be taken and do nothing.
    const asOf = (await findProduct(this.database.sql, sku))?.asOf ?? now;
    const announcements = [{ topic: 'catalog', key: sku, type, subject: sku, data } as const];
    const facts = { announcements, now: asOf > now ? asOf : now };
    return await publishFacts(this.database, asked, facts, { status: 202, body: data });
  }

  private async operatorsOnly(person: Person): Promise<void> {
    if (!(await this.access.isOperator(person))) throw forbidden('the catalog is changed by operators');
  }

  private async known(sku: string): Promise<ProductView> {
    const product = await findProduct(this.database.sql, sku);
    if (!product) throw notFound(`product ${sku}`);
    return product;
  }
}

function skuDiffers(value: string, limit: string) {
  const message = `sku is ${value}, and the address names ${limit}`;
  return { code: 'SKU_DIFFERS', path: 'sku', value, limit, message, remedy: 'leave sku out of the body' };
}
