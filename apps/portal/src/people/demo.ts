import type { FastifyRequest } from 'fastify';
import type { Settings } from '#runtime/environment/settings.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { type DemoPerson, demoPassword, demoPeople, isLoopback, mayHaveDemoPeople } from './demo-people.ts';
import type { People } from './people.store.ts';

/** Somebody to try the portal as, and how. */
export interface OfferedPerson extends DemoPerson {
  readonly password: string;
}

type Asking = Pick<FastifyRequest, 'ip' | 'headers'>;

/**
 * The people to try the portal as. They are there on the embedded default, for whoever sits at that machine, and until somebody has set a
 * password of their own.
 */
export class DemoPeople {
  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly people: People,
  ) {}

  /** Those who have something to see: operators, and whom the data makes an administrator of an account. */
  async offeredTo(request: Asking): Promise<readonly OfferedPerson[]> {
    if (!(await this.isAtHome(request))) return [];
    const rows = await this.database.sql<{ email: string }>(
      'select distinct email from portal.membership where email = any($1::text[]) and not removed',
      [demoPeople.map(({ email }) => email)],
    );
    const known = new Set([...this.settings.operators, ...rows.map(({ email }) => email)]);
    return demoPeople.filter(({ email }) => known.has(email)).map((person) => ({ ...person, password: demoPassword }));
  }

  async isOffered(request: Asking, email: string, password: string): Promise<boolean> {
    return password === demoPassword && (await this.offeredTo(request)).some((person) => person.email === email);
  }

  /** Whether somebody is one of them, and not a person of that address with a password of their own. */
  async isOne(email: string): Promise<boolean> {
    return demoPeople.some((person) => person.email === email) && (await this.areThere());
  }

  private async areThere(): Promise<boolean> {
    return mayHaveDemoPeople(this.settings) && !(await this.people.hasAny());
  }

  private async isAtHome({ ip, headers }: Asking): Promise<boolean> {
    // What a proxy on this machine passes on comes from somewhere else.
    const isPassedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return isLoopback(ip) && !isPassedOn && (await this.areThere());
  }
}
