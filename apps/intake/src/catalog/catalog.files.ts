import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ProductPublished } from '#contracts/catalog.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { schemaViolations } from '#contracts/reading/violations.ts';
import { type RankingPrograms, unrankedEdition } from '#domain/values/names/ranked-editions.ts';
import type { OutgoingMessage } from '#runtime/broker/broker.ts';
import { type JsonFile, jsonFilesIn } from '#runtime/environment/json-files.ts';
import { StartError } from '#runtime/environment/settings.ts';
import { pricedProduct } from './catalog.product.ts';

/** `asOf` is when the file says so: products that came over topic `catalog` later than that win. */
const catalogFile = z.strictObject({ asOf: z.iso.datetime(), products: z.array(pricedProduct) });

/**
 * The products in a folder's `*.json` files, as messages for topic `catalog` (O6). Their ids are made of what they say, so
 * publishing them at every start changes nothing until a file does.
 * @throws StartError naming the file, the place in it and what is wrong there
 */
export function catalogMessages(folder: string, ranks: RankingPrograms): OutgoingMessage[] {
  return jsonFilesIn(folder, 'CATALOG_DIR').flatMap((file) => {
    const { asOf, products } = readCatalogFile(file);
    const unranked = products.flatMap((product) => unrankedEdition(product, ranks.get(product.program) ?? []));
    if (unranked.length > 0) throw noCatalog(file, unranked);
    return products.map((product) => messageOf(product, asOf));
  });
}

function readCatalogFile({ file, content }: JsonFile): z.infer<typeof catalogFile> {
  const parsed = catalogFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw noCatalog({ file }, schemaViolations(parsed.error, content));
}

function noCatalog({ file }: Pick<JsonFile, 'file'>, violations: readonly { readonly message: string }[]): StartError {
  return new StartError(`${file} is no product catalog: ${violations.map(({ message }) => message).join('; ')}`);
}

function messageOf(product: ProductPublished, asOf: string): OutgoingMessage {
  const value = JSON.stringify(product);
  const id = createHash('sha256').update(asOf).update(value).digest('hex').slice(0, 32);
  const event = { id, source: '/seatwright/catalog-files', subject: product.sku, time: asOf };
  const headers = binaryHeaders({ ...event, type: 'product.published.v1' });
  return { topic: 'catalog', key: product.sku, headers, value };
}
