import { readSettings, StartError } from '../settings.ts';

describe('a setting that is misspelt', () => {
  test.each([
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['SMPT_URL', 'SMTP_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['OPERATOR', 'OPERATORS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['DATA-DIR', 'DATA_DIR'],
    ['TRUSTED_PROXYS', 'TRUSTED_PROXIES'],
    ['AUTH_JWK_URL', 'AUTH_JWKS_URL'],
    ['LOOKUPS_PER_MINUTES', 'LOOKUPS_PER_MINUTE'],
  ])('%s ends the start, and names %s', (name, meant) => {
    expect(() => readSettings({ [name]: 'x' })).toThrow(StartError);
    expect(() => readSettings({ [name]: 'x' })).toThrow(`${name} is no setting; did you mean ${meant}? Rename it`);
  });

  test('is told with everything else that is wrong', () => {
    const start = () => readSettings({ SMPT_URL: 'smtp://x', PORT: 'x' });
    expect(start).toThrow(/^PORT is not a whole number from 0 to 65535\nSMPT_URL is no setting/);
  });

  test.each([
    ['KAFKA_BROKERS', 'a:9092'],
    ['KAFKA_BROKERS', ''],
  ])('is meant for something else where %s is there, as %j', (name, value) => {
    expect(() => readSettings({ KAFKA_BROKER: 'b:9092', [name]: value })).not.toThrow();
  });

  test.each([
    ['PATH'],
    ['HOST'],
    ['USER'],
    ['npm_config_loglevel'],
    ['POSTGRES_URL'],
    ['SMTP_USER'],
    ['SMTP_HOST'],
    ['KAFKA_HEAP_OPTS'],
    ['TEST_KAFKA_BROKERS'],
    ['INTAKE_PORT'],
    ['LEDGER_SERVICE_PORT'],
    ['ports'],
    ['no'],
    ['SELLER_NAME'],
  ])('is not what is merely there: %s', (name) => {
    expect(() => readSettings({ [name]: 'x' })).not.toThrow();
  });
});
