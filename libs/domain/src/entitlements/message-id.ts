/**
 * The Message-ID of a shipment's mail, fixed from its queueing on, so that a mail sent twice after a crash can be told by mailbox
 * and mail server (F8): `<SO-10001=2F1@mail.example>`, from the second round on `<SO-10001=2F1.r2@mail.example>`.
 *
 * No two shipments share one: what cannot stand in a Message-ID, the dot of the round among it, is written as UTF-8 in `=XX`.
 */
export function messageIdOf(shipmentId: string, round: number, mailDomain: string): string {
  const name = encodeURIComponent(shipmentId.toWellFormed())
    .replace(/[.!~*'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '=');
  return `<${name}${round === 1 ? '' : `.r${round}`}@${mailDomain}>`;
}
