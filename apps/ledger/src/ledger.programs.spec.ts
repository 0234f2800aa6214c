import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StartError } from '#runtime/environment/settings.ts';
import { loadPrograms } from './ledger.programs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'seatwright-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, program: object) =>
  writeFileSync(path.join(folder, file), JSON.stringify({ rules: [], ...program }));

describe('program files', () => {
  test('L10 a file adds a program, or takes the place of a built-in one', () => {
    write('edu.json', { name: 'edu' });
    write('mist.json', { name: 'mist', offers: ['transfer'] });
    const programs = loadPrograms(folder);
    expect(programs.get('edu')?.offers).toEqual(['transfer', 'return']);
    expect(programs.get('mist')?.offers).toEqual(['transfer']);
  });

  test('L10 two files of one name keep the ledger from starting, and both are named', () => {
    write('one.json', { name: 'edu' });
    write('two.json', { name: 'edu' });
    expect(() => loadPrograms(folder)).toThrow(StartError);
    expect(() => loadPrograms(folder)).toThrow(/one\.json and .*two\.json are both the program edu/);
  });
});
