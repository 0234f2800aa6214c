/** The cookie that carries the session's secret: out of reach of scripts, of other sites' writes, and of plain HTTP where there is HTTPS. */
export interface SessionCookie {
  /** Out of the header of a request. */
  read(header: string | undefined): string | undefined;
  /** `Set-Cookie` for a token, until the browser forgets its sessions or ours ends. */
  write(token: string): string;
  readonly clear: string;
}

/** @param publicUrl where people reach the portal: `__Host-` and Secure go with https alone */
export function sessionCookie(publicUrl: string): SessionCookie {
  const isSecure = publicUrl.startsWith('https://');
  const name = isSecure ? '__Host-seatwright' : 'seatwright';
  const traits = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read: (header) => cookieNamed(name, header),
    write: (token) => `${name}=${token}; ${traits}; Max-Age=${7 * 24 * 3600}`,
    clear: `${name}=; ${traits}; Max-Age=0`,
  };
}

/** The value of one cookie in the header of a request. */
export function cookieNamed(name: string, header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}
