import type { Sql } from '#runtime/postgres/sql.ts';

/** What stands beside a lot's document to be searched by, and where the document says it. */
const columns: readonly (readonly [field: string, column: string])[] = [
  ['lotId', 'lot_id'],
  ['sku', 'sku'],
  ['deviceType', 'device_type'],
  ['name', 'name'],
  ['program', 'program'],
  ['startsOn', 'starts_on'],
  ['endsOn', 'ends_on'],
  ['graceEndsOn', 'grace_ends_on'],
  ['stock', 'stock'],
  ['licenseKey', 'license_key'],
];

/** Lots whose columns say something else than their documents; the documents are covered by the chains (L1). */
export async function lotDifferences(sql: Sql): Promise<string[]> {
  const pairs = columns.map(([field, column]) => `('${field}', lot.${column}::text, document->>'${field}')`);
  const rows = await sql<{ lot_id: string; field: string; kept: string | null; said: string | null }>(
    `select lot_id, field, kept, said from ledger.lot, lateral (
       values ${pairs.join(', ')},
         ('visibleTo', to_json(visible_to)::text, (
           select to_json(coalesce(array_agg(each), '{}'))::text
           from json_array_elements_text(document->'visibleTo') each))
     ) as terms (field, kept, said)
     where kept is distinct from said order by lot_id, field`,
  );
  return rows.map(
    ({ lot_id, field, kept, said }) =>
      `lot ${lot_id} is kept with ${field} ${kept ?? 'none'}, and its document says ${said ?? 'none'}`,
  );
}
