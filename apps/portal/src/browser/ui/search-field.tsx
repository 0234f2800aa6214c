import { useEffect, useRef, useState } from 'preact/hooks';
import { query, setQuery } from '../api/address.ts';
import { Field } from './field.tsx';

const settleMilliseconds = 150;

/** A search that is part of the address: the list follows what is typed. */
export function SearchField({ name, label }: { name: string; label: string }) {
  const inAddress = query.value.get(name) ?? '';
  const [typed, setTyped] = useState(inAddress);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const sent = useRef(inAddress);
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setTyped(inAddress);
  }, [inAddress]);
  return (
    <Field
      label={label}
      placeholder={label}
      hideLabel
      kind="search"
      value={typed}
      onInput={(value) => {
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          sent.current = value.trim();
          setQuery({ [name]: value.trim() });
        }, settleMilliseconds);
      }}
    />
  );
}
