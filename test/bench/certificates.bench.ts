import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import {
  type CertificateRenderer,
  createCertificateRenderer,
} from '../../apps/fulfillment/src/documents/certificate/certificate.ts';
import type { LicenseFacts } from '../../apps/fulfillment/src/documents/certificate/license-facts.ts';
import { sampleFacts } from '../../apps/fulfillment/src/documents/sample-facts.ts';
import { createHelveticaFonts } from './helvetica-fonts.ts';
import { type NaiveFonts, renderNaively } from './naive/certificate.ts';
import { naiveFonts } from './naive/fonts.ts';

export interface BenchResult {
  readonly id: 'B4';
  readonly name: string;
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly floor: number;
  readonly goal: number;
  readonly unit: string;
}

type Candidate = (facts: LicenseFacts) => unknown;

const publicUrl = 'https://licenses.example.com';
const rounds = 7;
const secondsPerTurn = 0.6;

/** B4: certificates per second of one core, alternating with the baselines; medians of {@link rounds} rounds. */
export async function run(): Promise<BenchResult[]> {
  const { privateKey: signingKey } = generateKeyPairSync('ed25519');
  const ours = createCertificateRenderer({ publicUrl, signingKey });
  const helvetica = createCertificateRenderer({ publicUrl, signingKey, fonts: createHelveticaFonts() });
  const fonts = naiveFonts();
  const standard: NaiveFonts = { regular: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier-Bold' };
  const latin = await measure([
    rendererOf(ours, []),
    (facts) => renderNaively(facts, fonts, publicUrl),
    rendererOf(helvetica, []),
    (facts) => renderNaively(facts, standard, publicUrl),
  ]);
  const [ourLatin = 0, naive = 0, ourHelvetica = 0, naiveHelvetica = 0] = latin;
  const [manyScripts = 0] = await measure([rendererOf(ours, foreignNames)]);
  return [
    result('embedded Unicode fonts against registerFont per document', ourLatin, naive, 5, 15),
    result('embedded Unicode fonts against our own page in Helvetica', ourLatin, ourHelvetica, 0.25, 0.6),
    result('embedded Unicode fonts against pdfkit’s text() in Helvetica', ourLatin, naiveHelvetica, 0.25, 0.6),
    result(
      'names in four more scripts, every name new, against our own page in Helvetica',
      manyScripts,
      ourHelvetica,
      0.25,
      0.6,
    ),
  ];
}

function rendererOf(renderer: CertificateRenderer, names: readonly (readonly string[])[]): Candidate {
  let turn = 0;
  return (facts) => {
    turn++;
    const extra = names.map((parts, index) => ({
      accountId: `X-${index}`,
      role: 'partner' as const,
      name: parts.map((_, part) => parts[(turn * (part + 1)) % parts.length]).join(''),
    }));
    return renderer.render({
      ...facts,
      accounts: [...facts.accounts.slice(0, extra.length > 0 ? 1 : undefined), ...extra],
    });
  };
}

const foreignNames = [
  ['Łódź', 'Gżegżółka', 'Ćma', 'Ściana', 'Południe', ' Źrebię ', 'Ńu'],
  ['株', '式', '会', '社', '東', '京', '大', '阪', '通', '信', '電', '機'],
  ['Ελλ', 'άς', 'Δίκ', 'τυα', 'Θεσ', 'σαλον', 'ίκη'],
  ['Київ', 'Мере', 'жа', 'Їжак', 'Ґанок', 'Львів', 'щі'],
];

function result(name: string, ours: number, baseline: number, floor: number, goal: number): BenchResult {
  return {
    id: 'B4',
    name,
    ours,
    baseline,
    ratio: ours / baseline,
    floor,
    goal,
    unit: 'certificates per second of one core',
  };
}

async function measure(candidates: readonly Candidate[]): Promise<number[]> {
  const rates = candidates.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      const rate = await rateOf(candidate, round);
      if (round >= 0) rates[index]?.push(rate); // the first round warms up
    }
  }
  return rates.map(median);
}

// By the processor's time, not the clock's: a busy machine slows both sides, but seldom at the same moment.
async function rateOf(candidate: Candidate, round: number): Promise<number> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let count = 0;
  while (performance.now() - start < secondsPerTurn * 1000) await candidate(factsNumber(++count + round * 100_000));
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1_000_000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function factsNumber(number: number): LicenseFacts {
  const digits = `${Math.abs(number)}`.padStart(7, '0');
  return sampleFacts({
    entitlementId: `SO-2026-${digits}/1`,
    orderNumber: `SO-2026-${digits}`,
    purchaseOrder: `PO-${digits}`,
    activationCode: `K7QM-2XH9-${digits.slice(0, 4)}-8WNC-P${digits.slice(4)}`,
    ssrn: `802144${digits}`,
    accounts: [
      { accountId: `ACME-${digits}`, role: 'end-customer', name: `Acme Manufacturing ${digits} Inc.`, country: 'US' },
      { accountId: 'PARTNER-12', role: 'partner', name: 'Bright Networks LLC', country: 'US' },
      { accountId: 'DIST-3', role: 'distributor', name: 'Wide Distribution GmbH', country: 'DE' },
    ],
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { name, ours, baseline, ratio, floor, goal, unit } of await run()) {
    const figures = `${ours.toFixed(0)} against ${baseline.toFixed(0)} ${unit}`;
    console.log(`B4 ${name}: ${figures}, ratio ${ratio.toFixed(2)} (floor ${floor}, goal ${goal})`);
  }
}
