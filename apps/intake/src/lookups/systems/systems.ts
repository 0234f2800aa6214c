import { businessCentralSystem } from './business-central.ts';
import { dynamics365System } from './dynamics-365.ts';
import { erpnextSystem } from './erpnext.ts';
import { netsuiteSystem } from './netsuite.ts';
import { odooSystem } from './odoo.ts';
import type { ReadSystem } from './read-system.ts';
import { s4V2System, s4V4System } from './s4.ts';
import { salesforceSystem } from './salesforce.ts';

/** Every kind of system that orders are read back from. One is added by its file and its line here. */
export const readSystems = {
  's4-v2': s4V2System,
  's4-v4': s4V4System,
  'business-central': businessCentralSystem,
  netsuite: netsuiteSystem,
  salesforce: salesforceSystem,
  odoo: odooSystem,
  erpnext: erpnextSystem,
  'dynamics-365': dynamics365System,
} as const satisfies Readonly<Record<string, ReadSystem>>;

export type SystemName = keyof typeof readSystems;

export const systemNames = Object.keys(readSystems) as [SystemName, ...SystemName[]];

export function readSystemOf({ system }: { readonly system: SystemName }): ReadSystem {
  return readSystems[system];
}
