import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { StartError } from '#runtime/environment/settings.ts';
import { arrivedDocument } from '../arrival.ts';
import type { SenderProfile } from './profile.ts';
import { sendersIn, servedSenders } from './senders.files.ts';

const nordwind = {
  sender: 'nordwind',
  formats: ['cxml'],
  authentication: { kind: 'cxml-shared-secret', secretFile: '/run/secrets/nordwind' },
  order: { kind: 'purchase-order', number: 'NW-{id}' },
  mayOrderFor: ['ACC-900'],
};

const readBack = {
  system: 's4-v2',
  address: 'https://s4.example/API_SALES_ORDER_SRV',
  credentials: { kind: 'basic', user: 'user', secretFile: '/run/secrets/not-there' },
};

function startedWith(...profiles: unknown[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'senders-'));
  try {
    for (const [index, profile] of profiles.entries()) {
      writeFileSync(path.join(folder, `${index}.json`), JSON.stringify(profile));
    }
    return [...sendersIn(folder).keys()].join(' ');
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as Error).message.replaceAll(folder, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('profiles of senders', () => {
  test('are read from a folder, a file each', () => {
    expect(startedWith(nordwind, { ...nordwind, sender: 'ariba', authentication: undefined })).toBe('nordwind ariba');
  });

  test('the samples are profiles', () => {
    expect([...sendersIn(path.join(packageRoot, 'deploy', 'senders')).keys()]).toContain('erp');
  });

  test('those of the page that tells how systems are connected are profiles too', () => {
    const page = readFileSync(path.join(packageRoot, 'docs', 'connecting-an-erp.md'), 'utf8');
    const samples = [...page.matchAll(/```json\n([^`]+)```/g)].map(([, text = '']) => JSON.parse(text));
    expect(startedWith(...samples)).toBe('nordwind nordwind-edi');
  });

  test('those that the demo sends documents with are profiles too, and make orders of them', () => {
    const sample = path.join(packageRoot, 'deploy', 'sample');
    const senders = sendersIn(path.join(sample, 'senders'));
    const documents = { nordufer: 'nordufer-order.xml', kanal: 'kanal-order.xml', nordwind: 'nordwind-order.xml' };
    const edi = {
      mueller: 'mueller-order.xml',
      gulf: 'gulf-order.x12',
      hafen: 'hafen-order.edi',
      shop: 'shop-order.json',
    };
    const readBack = { s4: 's4-order.json', bc: 'bc-order.json' };
    for (const [sender, file] of Object.entries({ ...documents, ...edi, ...readBack })) {
      const profile = senders.get(sender) as SenderProfile;
      const arrived = arrivedDocument(profile, { bytes: readFileSync(path.join(sample, 'documents', file)) });
      expect(arrived).toMatchObject({ violations: [], orders: [{ made: { order: expect.any(Object) } }] });
    }
  });

  test.each<[string, object, string]>([
    [
      'a name that nobody knows',
      { unit: {} },
      '/0.json is no profile of a sender: $ the message has fields that nobody knows: unit',
    ],
    ['a number without the id', { order: { kind: 'purchase-order', number: 'NW' } }, 'order.number'],
    ['a zone that is none', { zone: 'Europe/Nowhere' }, 'zone'],
    ['a unit of half an item', { units: { PK: 0.5 } }, 'units.PK'],
    [
      'a secret in the file',
      { authentication: { kind: 'basic', user: 'a', secret: 'b' } },
      'authentication.secretFile',
    ],
    ['nobody to order for', { mayOrderFor: [] }, 'mayOrderFor'],
    [
      'a notice of delivery and no answer',
      { answer: { formats: ['ship-notice'] } },
      'answer.formats names a notice of delivery alone',
    ],
    ['orders to be read in formats that it does not use', { lookup: readBack }, 'formats lacks s4-event and s4'],
    ['a system that is read in the clear', { lookup: { ...readBack, address: 'http://s4.example' } }, 'lookup.address'],
    ['a password in the profile', { lookup: { ...readBack, password: 'x' } }, 'lookup'],
    ['an answer in the clear', { answer: { to: 'http://nordwind.example' } }, 'answer.to'],
  ])('with %s stop the start, naming file and place', (_, wrong, told) => {
    expect(startedWith({ ...nordwind, ...wrong })).toContain(told);
  });

  test('whose secret is not there stop a process that takes documents, not a command that reads one', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'senders-'));
    const secretFile = path.join(folder, 'secret');
    const authentication = { kind: 'basic', user: 'nw', secretFile };
    writeFileSync(path.join(folder, 'nordwind.json'), JSON.stringify({ ...nordwind, authentication }));
    expect(sendersIn(folder).size).toBe(1);
    expect(() => servedSenders(folder)).toThrow(`secret ${secretFile} of sender nordwind cannot be read`);
    writeFileSync(secretFile, '\n');
    expect(() => servedSenders(folder)).toThrow('is empty');
    writeFileSync(secretFile, 'a secret\n');
    const formats = ['s4', 's4-event'];
    const reading = JSON.stringify({ ...nordwind, formats, authentication, lookup: readBack });
    writeFileSync(path.join(folder, 'nordwind.json'), reading);
    expect(() => servedSenders(folder)).toThrow('secret /run/secrets/not-there of sender nordwind cannot be read');
    writeFileSync(path.join(folder, 'nordwind.json'), JSON.stringify({ ...nordwind, authentication }));
    expect(servedSenders(folder).size).toBe(1);
    rmSync(folder, { recursive: true });
  });

  test('a sender, a secret and a person are one sender’s', () => {
    expect(startedWith(nordwind, nordwind)).toContain(
      '/1.json is no profile of a sender: sender nordwind stands in /0.json',
    );
    expect(startedWith(nordwind, { ...nordwind, sender: 'ariba' })).toContain('secret /run/secrets/nordwind stands in');
    const [one, other] = ['one', 'other'].map((sender) => {
      return { ...nordwind, sender, authentication: undefined, people: ['erp@nordwind.example'] };
    });
    expect(startedWith(one, other)).toContain('person erp@nordwind.example stands in');
  });
});
