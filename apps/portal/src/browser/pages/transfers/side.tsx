/** An account on one side of a transfer; one that the reader does not see is said by its id. */
export function Side({ id, name }: { id: string; name?: string }) {
  return name === undefined ? <span>{id}</span> : <a href={`/organizations/${encodeURIComponent(id)}`}>{name}</a>;
}
