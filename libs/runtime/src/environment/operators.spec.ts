import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { operatorsFile, operatorsOf } from './operators.ts';
import { readSettings, StartError } from './settings.ts';

let dataDir: string;
const settingsOf = (variables: Record<string, string> = {}) => readSettings({ DATA_DIR: dataDir, ...variables });

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'seatwright-operators-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('R6 who operates Seatwright', () => {
  test('T15 the first start of the embedded default writes it down, for its owner alone, and it stays', () => {
    const settings = settingsOf();
    expect(operatorsOf(settings)).toEqual(['operator@seatwright.example']);
    expect(statSync(operatorsFile(settings)).mode & 0o777).toBe(0o600);
    writeFileSync(operatorsFile(settings), 'Ina@Seatwright.example\n\nbo@seatwright.example\n');
    expect(operatorsOf(settings)).toEqual(['ina@seatwright.example', 'bo@seatwright.example']);
    expect(readFileSync(operatorsFile(settings), 'utf8')).toContain('Ina@');
  });

  test('OPERATORS says it alone where it is set, and nothing is written', () => {
    const settings = settingsOf({ OPERATORS: 'ops@vendor.example' });
    expect(operatorsOf(settings)).toEqual(['ops@vendor.example']);
    expect(() => statSync(operatorsFile(settings))).toThrow('ENOENT');
  });

  test.each<Record<string, string>>([
    { DATABASE_URL: 'postgresql://u@db:5432/x' },
    { KAFKA_BROKERS: 'kafka:9092' },
    { AUTH_JWKS_URL: 'https://id.example/keys', AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'x' },
  ])('with %o and without OPERATORS it is nobody', (variables) => {
    expect(operatorsOf(settingsOf(variables))).toEqual([]);
  });

  test('a file that names no address keeps the process from starting', () => {
    writeFileSync(path.join(dataDir, 'operators'), 'everybody\n');
    expect(() => operatorsOf(settingsOf())).toThrow(StartError);
  });
});
