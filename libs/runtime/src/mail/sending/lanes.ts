/** Knows which destinations take their time, and lets them have no more than a share of the connections (R18). */
export interface SlowLanes {
  /** Whether mails to these addresses have to wait: one of their domains is slow, and slow domains use their whole share already. */
  full(addresses: readonly string[]): boolean;
  /** A mail is on its way to them. @returns what is called when its server has answered */
  begin(addresses: readonly string[]): () => void;
}

/** A server that has not answered for so long is slow, and stays so for a while. */
const slowMilliseconds = 3000;
const staysSlowMilliseconds = 60_000;

/**
 * @param share how many mails may be on their way to slow destinations at once
 * @param now in milliseconds, never going back
 */
export function createSlowLanes(share: number, now: () => number = () => performance.now()): SlowLanes {
  const onTheWay = new Set<{ readonly domains: readonly string[]; readonly since: number }>();
  const slowUntil = new Map<string, number>();
  const isLate = (since: number) => now() - since > slowMilliseconds;
  const slow = (): Set<string> => {
    for (const [domain, until] of slowUntil) if (until <= now()) slowUntil.delete(domain);
    const late = [...onTheWay].filter(({ since }) => isLate(since)).flatMap(({ domains }) => domains);
    return new Set([...slowUntil.keys(), ...late]);
  };
  return {
    full(addresses) {
      const domains = slow();
      if (domains.size === 0 || !domainsOf(addresses).some((domain) => domains.has(domain))) return false;
      const taken = [...onTheWay].filter((mail) => mail.domains.some((domain) => domains.has(domain)));
      return taken.length >= share;
    },
    begin(addresses) {
      const mail = { domains: domainsOf(addresses), since: now() };
      onTheWay.add(mail);
      return () => {
        onTheWay.delete(mail);
        if (isLate(mail.since)) for (const domain of mail.domains) slowUntil.set(domain, now() + staysSlowMilliseconds);
      };
    },
  };
}

function domainsOf(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map((address) => address.slice(address.lastIndexOf('@') + 1).toLowerCase()))];
}
