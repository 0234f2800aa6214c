import { changed, licensesChanged } from '../../api/cache.ts';

/** All that shows stock or licenses, after somebody bought or moved some. */
export function stockChanged(): void {
  changed('/api/stock');
  licensesChanged();
}
