import { builtInRanks, type RankingPrograms, ranksInFile } from '#domain/values/names/ranked-editions.ts';
import { jsonFilesIn } from '#runtime/environment/json-files.ts';

/** The editions that programs rank, as far as the catalog asks for them. Injected by its class. */
export class CatalogRanks {
  constructor(readonly byProgram: RankingPrograms) {}
}

/**
 * What the built-in programs rank and those in a folder's `*.json` files; a file takes the place of a built-in one of its name. What
 * is no program there keeps the ledger from starting, and says nothing here.
 * @throws StartError naming the folder that cannot be read or the file that is no JSON
 */
export function loadRanks(folder: string): RankingPrograms {
  const files = jsonFilesIn(folder, 'PROGRAMS_DIR').flatMap(({ content }) => {
    const ranks = ranksInFile(content);
    return ranks ? [ranks] : [];
  });
  return new Map([...builtInRanks, ...files]);
}
