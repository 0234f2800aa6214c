import type { Page } from 'playwright-core';
import { people } from '#test/portal/browser.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { type Plan, shown } from '../measuring/rounds.ts';
import type { PortalStage } from './portal-stage.ts';

/** W11: from the drop of a certificate to the verdict on the page, and what of it leaves the browser. */
export async function verifyBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  const cookie = await stage.cookieOf(people.support);
  const address = `${stage.url}/portal/api/entitlements/ENT-SO-10001-1/certificate.pdf`;
  const certificate = Buffer.from(await (await fetch(address, { headers: { cookie } })).arrayBuffer());
  const context = await stage.context();
  const page = await context.newPage();
  await page.goto('/verify');
  await page.getByRole('heading', { level: 1, name: 'Verify a certificate' }).waitFor();
  let sent = 0;
  page.on('request', (request) => {
    sent += request.postDataBuffer()?.length ?? 0;
  });
  const waits: number[] = [];
  for (let turn = 0; turn < 4 * plan.rounds; turn++) waits.push(await drop(page, certificate, turn));
  await context.close();
  console.log(`  the first ${shown(waits[0] ?? 0)} ms, with the public keys on their way`);
  return [
    limitOf('W11', 'certificate dropped to verdict, the slowest', [Math.max(...waits)], 200, 50),
    limitOf('W11', 'bytes that leave the browser', [sent], 0, 0, 'bytes'),
  ];
}

/** Milliseconds from a drop until the frame after the one that names the file and says that it is genuine. */
async function drop(page: Page, certificate: Buffer, turn: number): Promise<number> {
  return (await page.evaluate(`new Promise((resolve) => {
    const name = 'certificate-${turn}.pdf';
    const bytes = Uint8Array.from(atob('${certificate.toString('base64')}'), (one) => one.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    const start = performance.now();
    const look = () => {
      const text = document.querySelector('main').textContent;
      if (!text.includes(name) || !text.includes('Genuine')) return requestAnimationFrame(look);
      requestAnimationFrame(() => resolve(performance.now() - start));
    };
    document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    look();
  })`)) as number;
}
