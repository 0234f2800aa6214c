import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { Refusals } from '../states.tsx';
import { Faults, isAbout } from './faults.ts';

/** What the service says of the part of a request that a field fills in; undefined: nothing. */
export function useFault(path: string | undefined): ComponentChildren {
  const own = useContext(Faults).filter((fault) => isAbout(fault.path, path));
  return own.length > 0 ? <Refusals violations={own} /> : undefined;
}

/** What is wrong, below the field. */
export function FieldError({ id, children }: { id: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <div class="error" id={id}>
      {children}
    </div>
  );
}
