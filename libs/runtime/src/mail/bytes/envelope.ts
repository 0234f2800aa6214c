import MimeNode from 'nodemailer/lib/mime-node';

/** Who a mail goes to, as the mailer asks the server. */
export interface MailEnvelope {
  readonly from: string | false;
  readonly to: string[];
  /** In bytes, so that the server can refuse the mail before it is sent (RFC 1870). */
  readonly size: number;
}

// Nearly all are like that. No label has two hyphens in a row: it could be one in Punycode.
const plain = /^\w+(?:[+.-]\w+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}$/;

/** Whether the mailer takes an address as it stands, without reading it. */
export function isPlainAddress(address: string): boolean {
  return plain.test(address);
}

/** The envelope of a mail, its addresses as the mailer writes them. */
export function envelopeOf(from: string, to: readonly string[], size: number): MailEnvelope {
  if (isPlainAddress(from) && to.every(isPlainAddress)) return { from, to: [...new Set(to)], size };
  const node = new MimeNode('message/rfc822', { baseBoundary: 'none' });
  return { ...node.setEnvelope({ from, to: [...to] }).getEnvelope(), size };
}
