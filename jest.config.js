import { mkdirSync, readFileSync } from 'node:fs';

// Jest writes reports/jest.json (`npm test`) but no folder for it.
mkdirSync(new URL('reports', import.meta.url), { recursive: true });

// Tests run the sources themselves, so the import endings that the build rewrites to .js stay .ts here.
const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
swc.jsc.rewriteRelativeImportExtensions = false;

const common = {
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'json'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
};

/** Tests that start processes: more time. */
const long = { ...common, setupFilesAfterEnv: ['<rootDir>/test/support/long-tests.ts'] };

/** Tests against running services: those are built and a broker is there; one file after the other. */
const system = {
  ...long,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  runner: '<rootDir>/test/support/serial-runner.js',
};

export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{libs,apps}/**/*.spec.ts', '<rootDir>/test/*.spec.ts'] },
    { ...common, displayName: 'contracts', testMatch: ['<rootDir>/test/contracts/**/*.spec.ts'] },
    { ...long, displayName: 'simulation', testMatch: ['<rootDir>/test/simulation/**/*.spec.ts'] },
    {
      ...long,
      displayName: 'slices',
      testMatch: ['<rootDir>/test/slices/**/*.int-spec.ts'],
      runner: '<rootDir>/test/support/worker-runner.js',
    },
    { ...system, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
    {
      ...long,
      displayName: 'portal',
      testMatch: ['<rootDir>/test/portal/**/*.portal-spec.ts'],
      runner: '<rootDir>/test/support/worker-runner.js',
    },
    { ...system, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.faults-spec.ts'] },
  ],
};
