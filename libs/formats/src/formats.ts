import { businessCentral } from './business-central/business-central.ts';
import { cxml } from './cxml/cxml.ts';
import { dynamics365 } from './dynamics-365/dynamics-365.ts';
import { edifact } from './edifact/edifact.ts';
import { erpnext } from './erpnext/erpnext.ts';
import type { Format } from './format.ts';
import { idoc } from './idoc/idoc.ts';
import { jsonFormat } from './json/read-json.ts';
import { netsuite } from './netsuite/netsuite.ts';
import { odoo } from './odoo/odoo.ts';
import { s4Event } from './s4/event.ts';
import { s4 } from './s4/s4.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { shopify } from './shopify/shopify.ts';
import { ubl } from './ubl/ubl.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';
import { x12 } from './x12/x12.ts';

/** Every format, in the order in which they are asked whether a document is theirs. A format is added by its folder and its line here. */
export const formats: readonly Format[] = [
  ubl,
  cxml,
  edifact,
  idoc,
  x12,
  s4Event,
  s4,
  businessCentral,
  netsuite,
  salesforce,
  odoo,
  erpnext,
  dynamics365,
  shopify,
  woocommerce,
  // Last, since its mark is the weakest.
  jsonFormat,
];
