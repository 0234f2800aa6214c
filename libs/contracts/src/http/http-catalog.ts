import { z } from 'zod';
import { productPublished, productWithdrawn } from '../catalog.ts';
import { instant } from '../text/primitives.ts';
import { json, page, paging, type Route } from './http-route.ts';

/** The product catalog over HTTP (L12, O6): what operators change here goes out on topic `catalog`. */

/** Body of `PUT /api/products/SKU`: `product.published.v1`, whose sku may be left to the address. */
export const productBody = productPublished.partial({ sku: true });

const product = productPublished.extend({
  withdrawn: z.boolean().describe('No longer sold.'),
  asOf: instant.describe('Since when it is so.'),
});

/** Schemas of these routes that are worth a name. */
export const catalogSchemas = { Product: product, ProductRequest: productBody };

const sku = 'As the catalog has it.';
const published =
  'For operators. It goes out on topic `catalog`; every service has taken it over a moment later. What was sold stays what it was.';
const problems = {
  403: 'You are no operator.',
  422: 'The body is no product, or of an edition that its program does not rank; the violations say why.',
};

export const catalogRoutes: readonly Route[] = [
  {
    id: 'listProducts',
    method: 'GET',
    path: '/api/products',
    service: 'intake',
    summary: 'What can be ordered',
    description: 'By sku.',
    query: {
      q: { schema: z.string(), description: 'Part of name or sku, in any case.' },
      program: { schema: z.string(), description: 'Only products that are sold under this program.' },
      withdrawn: {
        schema: z.enum(['true', 'false']),
        description: '`true`: what is no longer sold; without it what is.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of products.', page(product))],
  },
  {
    id: 'showProduct',
    method: 'GET',
    path: '/api/products/{sku}',
    service: 'intake',
    summary: 'One product, also one that is no longer sold',
    parameters: { sku },
    answers: [json(200, 'The product.', product)],
    problems: { 404: 'The catalog never had such a product.' },
  },
  {
    id: 'putProduct',
    method: 'PUT',
    path: '/api/products/{sku}',
    service: 'intake',
    summary: 'Publish a product, or replace what was published of it',
    description: published,
    parameters: { sku },
    body: { 'application/json': productBody },
    idempotent: true,
    answers: [json(202, 'Published, as it is answered.', productPublished)],
    problems,
  },
  {
    id: 'withdrawProduct',
    method: 'DELETE',
    path: '/api/products/{sku}',
    service: 'intake',
    summary: 'Withdraw a product: it can be ordered no longer',
    description: published,
    parameters: { sku },
    idempotent: true,
    answers: [json(202, 'Published.', productWithdrawn)],
    problems: { 403: problems[403], 404: 'The catalog never had such a product.' },
  },
];
