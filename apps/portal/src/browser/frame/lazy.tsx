import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from '../ui/states.tsx';

type Loaded<Props> = { readonly default: ComponentType<Props> };

const loaded = new Map<unknown, ComponentType<never>>();

interface LazyProps<Props> {
  readonly from: () => Promise<Loaded<Props>>;
  readonly props: Props;
  /** What stands there until it has come. */
  readonly waiting?: ComponentChildren;
}

/** A component whose code comes when it is first shown. */
export function Lazy<Props extends object>({ from, props, waiting = <Skeleton /> }: LazyProps<Props>) {
  const [, show] = useState(0);
  const Component = loaded.get(from) as ComponentType<Props> | undefined;
  useEffect(() => {
    if (loaded.has(from)) return;
    void load(from).then(() => show((times) => times + 1));
  }, [from]);
  return Component ? <Component {...props} /> : waiting;
}

/** Loads the code before it is shown, so that the first page has no moment without it. */
export async function load<Props>(from: () => Promise<Loaded<Props>>): Promise<void> {
  loaded.set(from, (await from()).default as ComponentType<never>);
}
