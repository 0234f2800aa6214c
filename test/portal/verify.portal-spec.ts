import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { people } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { type Stage, startStage } from './stage.ts';

/** F7, F12, R15: whether a certificate or a key file is genuine, found out in the browser by anybody. */

describeWithChromium('F7 F12 verify a certificate', () => {
  let stage: Stage;
  let context: BrowserContext;
  let page: Page;
  let certificate: Buffer;
  let keyFile: Buffer;

  beforeAll(async () => {
    stage = await startStage();
    const signedIn = await stage.signedIn(people.operator);
    const fetched = async (address: string) => await (await signedIn.request.get(address)).body();
    const { items } = await stage.ask<{ items: { entitlementId: string; product: { scenario: string } }[] }>(
      '/api/entitlements?limit=100',
    );
    const withKey = items.find(({ product }) => product.scenario === 'license-key');
    certificate = await fetched('/portal/api/entitlements/ENT-SO-10001-1/certificate.pdf');
    keyFile = await fetched(`/portal/api/entitlements/${withKey?.entitlementId}/license-key`);
    await signedIn.close();
  });
  afterAll(() => stage?.stop());
  afterEach(() => context?.close());

  async function open(): Promise<void> {
    context = await stage.guest();
    page = await context.newPage();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Check it here' }).click();
    await page.getByRole('heading', { level: 1, name: 'Verify a certificate' }).waitFor();
  }

  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel('Certificate or license key file').setInputFiles({ name, mimeType: 'application/pdf', buffer });
  const says = (text: string | RegExp) => page.getByRole('region', { name: 'Result' }).getByText(text).waitFor();
  const changed = (bytes: Buffer, from: string, to: string) =>
    Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');

  test('W11 a certificate is genuine, nothing of it is sent, and it is still as issued', async () => {
    await open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await choose('certificate.pdf', certificate);
    await says('Genuine');
    await says('ENT-SO-10001-1');
    expect(asked).toEqual(['GET /.well-known/seatwright-keys']);
    await page.getByRole('button', { name: 'Is it still as issued?' }).click();
    await says(/^As issued/);
    expect(asked.slice(1)).toEqual(['POST /api/certificates/check']);
  });

  test('a certificate that was changed, lengthened, or signed with another key is none', async () => {
    await open();
    await choose('changed.pdf', changed(certificate, '/Type', '/Tipe'));
    await says('Changed after it was signed');
    await says(/^What is in the file is not what was signed/);
    await choose('longer.pdf', Buffer.concat([certificate, Buffer.from('\n')]));
    await says(/^The signature is not the last line/);
    await choose('other.pdf', readFileSync(path.join(import.meta.dirname, '../../package.json')));
    await says('Not a certificate and not a license key file');
    await page.route('**/.well-known/seatwright-keys', (route) => route.fulfill({ json: { keys: [] } }));
    await choose('certificate.pdf', certificate);
    await says('Signed with an unknown key');
  });

  test('F6 a license key file, and which part of it was changed', async () => {
    await open();
    await choose('key.txt', keyFile);
    await says('Genuine');
    await choose('key.txt', changed(keyFile, 'Quantity: ', 'Quantity: 1'));
    await says(/^The part that people read/);
  });

  test('a file that is dropped is checked, not opened', async () => {
    await open();
    const base64 = certificate.toString('base64');
    const files = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob('${base64}'), (one) => one.charCodeAt(0));
      transfer.items.add(new File([bytes], 'dropped.pdf'));
      return transfer;
    })()`);
    await page.dispatchEvent('main', 'drop', { dataTransfer: files });
    await says('Genuine');
    expect(new URL(page.url()).pathname).toBe('/verify');
  });
});
