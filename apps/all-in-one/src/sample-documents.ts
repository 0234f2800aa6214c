import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { jsonFilesIn } from '#runtime/environment/json-files.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';

const sampleFolder = path.join(packageRoot, 'deploy', 'sample');

/** A document of `deploy/sample/documents`, and the order that it is about. */
export interface SampleDocument {
  readonly what: string;
  readonly file: string;
  readonly sender: string;
  readonly way: 'topic' | 'folder' | 'address';
  readonly contentType: string;
  readonly orderNumber: string;
  /** The user of its profile's basic authentication, with its secret. */
  readonly basic?: readonly [user: string, secret: string];
  /** The header with the signature over the very bytes, in base64, and its secret. */
  readonly signed?: readonly [header: string, secret: string];
  /** What stands in the file where a secret belongs, and which secret that is. */
  readonly secret?: readonly [placeholder: string, secret: string];
}

const xml = 'application/xml';
const json = 'application/json';

/** One for each system that is read. */
export const sampleDocuments: readonly SampleDocument[] = [
  {
    what: 'A Peppol order',
    file: 'nordufer-order.xml',
    sender: 'nordufer',
    way: 'topic',
    contentType: xml,
    orderNumber: 'NU-4500017',
  },
  {
    what: 'A UBL order as Odoo writes it',
    file: 'kanal-order.xml',
    sender: 'kanal',
    way: 'folder',
    contentType: xml,
    orderNumber: 'KANAL-P00041',
  },
  {
    what: 'A cXML order of a procurement system',
    file: 'nordwind-order.xml',
    sender: 'nordwind',
    way: 'address',
    contentType: xml,
    orderNumber: 'NW-4500012345',
    secret: ['SHARED-SECRET', 'nordwind'],
  },
  {
    what: 'An event of S/4HANA, whose order is read back',
    file: 's4-event.json',
    sender: 's4',
    way: 'address',
    contentType: json,
    orderNumber: 'S4-4711',
    basic: ['event-mesh', 'event-mesh'],
  },
  {
    what: 'A notification of Business Central, whose order is read back',
    file: 'bc-notification.json',
    sender: 'bc',
    way: 'address',
    contentType: json,
    orderNumber: 'BC-S-ORD101001',
    secret: ['CLIENT-STATE', 'bc-client-state'],
  },
  {
    what: 'An IDoc of SAP ECC',
    file: 'mueller-order.xml',
    sender: 'mueller',
    way: 'topic',
    contentType: xml,
    orderNumber: 'MS-4500060001',
  },
  {
    what: 'An X12 850 of a distributor',
    file: 'gulf-order.x12',
    sender: 'gulf',
    way: 'topic',
    contentType: 'application/edi-x12',
    orderNumber: 'GH-PO-50017',
  },
  {
    what: 'An EDIFACT ORDERS of a distributor',
    file: 'hafen-order.edi',
    sender: 'hafen',
    way: 'folder',
    contentType: 'application/edifact',
    orderNumber: 'HD-70001',
  },
  {
    what: 'An order of a shop (Shopify)',
    file: 'shop-order.json',
    sender: 'shop',
    way: 'address',
    contentType: json,
    orderNumber: 'SHOP-1001',
    signed: ['x-shopify-hmac-sha256', 'shop'],
  },
  {
    what: 'A key of NetSuite, whose order is read back',
    file: 'netsuite-key.json',
    sender: 'netsuite',
    way: 'address',
    contentType: json,
    orderNumber: 'NS-SO1234',
    basic: ['netsuite', 'netsuite-events'],
  },
  {
    what: 'An event of Salesforce, whose order is read back',
    file: 'salesforce-event.json',
    sender: 'salesforce',
    way: 'address',
    contentType: json,
    orderNumber: 'SF-00000101',
    basic: ['salesforce', 'salesforce-events'],
  },
  {
    what: 'A webhook of Odoo, whose order is read back',
    file: 'odoo-webhook.json',
    sender: 'odoo',
    way: 'address',
    contentType: json,
    orderNumber: 'OD-S00042',
    basic: ['odoo', 'odoo-events'],
  },
  {
    what: 'A webhook of ERPNext, whose order is read back',
    file: 'erpnext-key.json',
    sender: 'erpnext',
    way: 'address',
    contentType: json,
    orderNumber: 'EN-SAL-ORD-2026-00012',
    signed: ['x-frappe-webhook-signature', 'erpnext-webhook'],
  },
  {
    what: 'A data event of Dynamics 365, whose order is read back',
    file: 'dynamics-event.json',
    sender: 'dynamics',
    way: 'address',
    contentType: json,
    orderNumber: 'FO-SO-000012',
    basic: ['dynamics', 'dynamics-events'],
  },
];

/** The bytes of a document, with its secret where one belongs. */
export function documentText({ file, secret }: SampleDocument, { secretOf }: Pick<SampleSenders, 'secretOf'>): string {
  const text = readFileSync(path.join(sampleFolder, 'documents', file), 'utf8');
  return secret ? text.replace(secret[0], secretOf(secret[1])) : text;
}

/** The sample profiles as they are used here. */
export interface SampleSenders {
  readonly sendersDir: string;
  readonly inboxDir: string;
  readonly secretOf: (name: string) => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts what the sample senders' systems are here, and writes their profiles into a folder: with addresses of this machine, and with
 * secrets that are made when they are first wanted.
 */
export async function sampleSenders(folder: string): Promise<SampleSenders> {
  const [sendersDir, inboxDir, secrets] = ['senders', 'inbox', 'secrets'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [sendersDir, inboxDir, secrets]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const secretOf = (name: string) => {
    const file = path.join(secrets, name);
    if (!existsSync(file)) writeFileSync(file, newSecret(name), { mode: 0o600 });
    return readFileSync(file, 'utf8');
  };
  const systems = await fakeSystems(secretOf);
  for (const { file, content } of jsonFilesIn(path.join(sampleFolder, 'senders'), 'deploy/sample/senders')) {
    const here = JSON.stringify(content, (key, value) => {
      if (key === 'secretFile') {
        secretOf(path.basename(value));
        return path.join(secrets, path.basename(value));
      }
      return addresses.has(key) && typeof value === 'string' ? value.replace(/^https:\/\/[^/]+/, systems.root) : value;
    });
    writeFileSync(path.join(sendersDir, path.basename(file)), here);
  }
  return { sendersDir, inboxDir, secretOf, stop: systems.stop };
}

/** A private key where one is wanted, else a password. */
function newSecret(name: string): string {
  if (!name.endsWith('.pem')) return randomBytes(24).toString('hex');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const addresses = new Set(['address', 'tokenAddress', 'to']);

interface FakeSystems {
  readonly root: string;
  readonly stop: () => Promise<void>;
}

/** They are a fixture beside the samples, and not built with the product. */
async function fakeSystems(secretOf: (name: string) => string): Promise<FakeSystems> {
  const { startFakeSystems } = await import(pathToFileURL(path.join(sampleFolder, 'fake-systems.ts')).href);
  return await startFakeSystems(secretOf);
}
