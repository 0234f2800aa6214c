import { generateKeyPairSync } from 'node:crypto';
import { createCertificateRenderer } from '../../../apps/fulfillment/src/documents/certificate/certificate.ts';
import { composeFulfillmentMail } from '../../../apps/fulfillment/src/documents/email.ts';
import { sampleFacts } from '../../../apps/fulfillment/src/documents/sample-facts.ts';

const publicUrl = 'https://licenses.example.com';
const renderer = createCertificateRenderer({ publicUrl, signingKey: generateKeyPairSync('ed25519').privateKey });

/** Milliseconds of CPU that it takes to render what a mail of two certificates is made of, and nothing else. */
export function renderingAlone(round: number, mails: number): number {
  const before = process.cpuUsage();
  for (let number = 0; number < mails; number++) {
    const orderNumber = `SO-alone-${round}-${number}`;
    const licenses = [1, 2].map((lineNumber) =>
      sampleFacts({ orderNumber, lineNumber, entitlementId: `${orderNumber}/${lineNumber}` }),
    );
    for (const license of licenses) renderer.render(license);
    composeFulfillmentMail({ shipmentId: orderNumber, orderNumber, licenses }, { publicUrl });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / mails;
}
