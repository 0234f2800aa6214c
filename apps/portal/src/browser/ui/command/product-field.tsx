import { useRef, useState } from 'preact/hooks';
import { productsPath } from '../../addresses.ts';
import type { Page, Product } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type Choice, Combobox } from '../combobox/combobox.tsx';
import { Select } from '../field.tsx';

interface ProductFieldProps {
  readonly label: string;
  /** The part of the request that it fills in. */
  readonly path: string;
  readonly products: Products;
  readonly chosen: Product | undefined;
  /** Prices are told in it; undefined: the account has prices of its own. */
  readonly currency: string | undefined;
  readonly onChoose: (sku: string | undefined) => void;
}

export interface Products {
  /** Those that are offered now. */
  readonly items: readonly Product[];
  /** There are more than a list has place for: they are searched by the server. */
  readonly isSearched: boolean;
  readonly search: (text: string) => void;
  /** One that was offered, also before something else was searched. */
  readonly find: (sku: string | undefined) => Product | undefined;
}

/** What the catalog sells under a program (R3); null: nothing is asked yet. */
export function useCatalog(program: string | null): Products {
  const [typed, search] = useState('');
  const all = useAnswer<Page<Product>>(program && productsPath(program));
  const isSearched = all.data?.nextCursor != null;
  const found = useAnswer<Page<Product>>(program && isSearched ? productsPath(program, typed.trim()) : null);
  const items = (isSearched ? found.data : all.data)?.items ?? [];
  const seen = useRef(new Map<string, Product>());
  for (const product of items) seen.current.set(product.sku, product);
  return { items, isSearched, search, find: (sku) => (sku === undefined ? undefined : seen.current.get(sku)) };
}

/** A product by its name and price: a list while it is short, else a picker that searches. */
export function ProductField({ label, path, products, chosen, currency, onChoose }: ProductFieldProps) {
  if (!products.isSearched) {
    return (
      <Select
        label={label}
        path={path}
        value={chosen?.sku ?? ''}
        options={products.items.map((product) => [product.sku, wordsOf(product, currency)])}
        onChange={onChoose}
      />
    );
  }
  return (
    <Combobox
      label={label}
      path={path}
      placeholder={t.management.pickProduct}
      choices={products.items.map((product) => choiceOf(product, currency))}
      chosen={chosen && choiceOf(chosen, currency)}
      onSearch={products.search}
      onChoose={(choice) => onChoose(choice?.id)}
    />
  );
}

function wordsOf({ sku, name, prices }: Product, currency: string | undefined): string {
  return [`${name} (${sku})`, priceOf(prices, currency)].filter(Boolean).join(', ');
}

function choiceOf({ sku, name, prices }: Product, currency: string | undefined): Choice {
  return { id: sku, label: name, detail: [sku, priceOf(prices, currency)].filter(Boolean).join(' · ') };
}

function priceOf(prices: Product['prices'], currency: string | undefined): string | undefined {
  const price = currency === undefined ? undefined : prices[currency];
  return price === undefined || currency === undefined ? undefined : format.money(price, currency);
}
