import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { routes as contract } from '#contracts/http/http.ts';
import { serviceNames } from '#contracts/services.ts';
import { topics } from '#contracts/topics.ts';
import { appsWithoutProgram, commandOf, knownSettings, services } from '../support/deployment/deployment.ts';
import { imageFiles, pathsBelowRoot, sourcesIn } from '../support/deployment/image.ts';
import { readManifests } from '../support/deployment/kustomize.ts';

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'seatwright');

describe('docker-compose.yml', () => {
  it('is a valid Compose file', () => {
    // dclint, a linter for Compose files, brings the specification's schema along, but does not export it.
    const dclint = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
    const { $schema, ...schema } = JSON.parse(readFileSync(join(dclint, 'schemas/compose.schema.json'), 'utf8'));
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const valid = ajv.validate(schema, compose);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('runs every service in a container of its own, by its own program', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(services);
    for (const [name, { command }] of ours) expect(command).toEqual(commandOf(name));
  });

  it('sets nothing that the services do not know', () => {
    const known = knownSettings();
    expect(known).toContain('DATABASE_URL');
    for (const [, { environment = {} }] of ours) {
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    }
  });

  it('waits for what a service needs, and only for what can become healthy or be done', () => {
    for (const [, { depends_on = {} }] of ours) {
      expect(Object.keys(depends_on)).toEqual(expect.arrayContaining(['postgres', 'kafka', 'topics', 'mailpit']));
    }
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const needed = compose.services[name];
        expect(needed).toBeDefined();
        // The services' own health check is in the image.
        if (condition === 'service_healthy' && needed?.image !== 'seatwright')
          expect(needed?.healthcheck).toBeDefined();
      }
    }
  });

  it('mounts only volumes that it declares and files that exist', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((it) => it.split(':')[0] ?? ''),
    );
    for (const source of sources) {
      if (source.startsWith('./')) expect(existsSync(source)).toBe(true);
      else expect(compose.volumes).toHaveProperty(source);
    }
  });
});

describe('the image', () => {
  // Until the last of the apps is begun, those that are missing say nothing.
  const apps = [...services, 'all-in-one'];
  const inTheEnd = apps.every((app) => existsSync(`apps/${app}/src`)) ? it : it.skip;

  inTheEnd('has a program for every service', () => {
    expect(appsWithoutProgram(apps)).toEqual([]);
    expect(dockerfile).toContain(commandOf('all-in-one')[1]);
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
    expect(copies).toContain('package-lock.json');
    for (const source of copies) {
      expect(existsSync(source)).toBe(true);
      expect(allowed).toContain(`!${source}`);
    }
  });

  it('has every file that the services read below the root of the package', () => {
    // Samples are for the demo, which brings its own PostgreSQL and so does not run in a container.
    const read = ['libs', ...services.map((service) => `apps/${service}`)]
      .flatMap(sourcesIn)
      .flatMap((file) => pathsBelowRoot(readFileSync(file, 'utf8')));
    const places = imageFiles().map(({ target }) => target);
    expect(read).toEqual(expect.arrayContaining(['deploy/seller.json', 'deploy/programs', 'deploy/catalog']));
    expect(read.filter((file) => !places.some((place) => file === place || file.startsWith(`${place}/`)))).toEqual([]);
  });

  it('does not run as root, and says whether it is well', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    expect(dockerfile).not.toMatch(/^ARG /m);
  });
});

describe('Kafka in containers', () => {
  const script = readFileSync('deploy/kafka/create-topics.sh', 'utf8');

  it('creates exactly the topics of the contracts', () => {
    const created = [...script.matchAll(/^create (\S+) /gm)].map(([, topic]) => topic);
    expect(created.sort()).toEqual(Object.keys(topics).sort());
  });

  it('is the version that the tests run against', () => {
    const version = /<kafka.version>(.+)<\/kafka.version>/.exec(readFileSync('deploy/kafka/pom.xml', 'utf8'))?.[1];
    const [job] = readManifests('deploy/kafka/topics.job.yaml');
    const images = [
      compose.services.kafka?.image,
      compose.services.topics?.image,
      job?.spec.template.spec.containers[0].image,
    ];
    expect(new Set(images)).toEqual(new Set([`apache/kafka:${version}`]));
  });
});

describe('the gateway', () => {
  // In the order of the file: the first that matches answers.
  const routes = [
    ...readFileSync('deploy/gateway/Caddyfile', 'utf8').matchAll(/^\t@(\w+) \{\n((?:\t\tpath .+\n)+)/gm),
  ].map(([, service = '', lines = '']) => ({
    service,
    paths: [...lines.matchAll(/\/\S+/g)].map(
      ([path]) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
    ),
  }));

  const serviceOf = (path: string) =>
    routes.find(({ paths }) => paths.some((pattern) => pattern.test(path)))?.service ?? 'intake';

  it.each([
    ['/api/openapi.json', 'intake'],
    ['/api/mails', 'fulfillment'],
    ['/api/dead-letters/ledger-17/replay', 'ledger'],
    ['/api/dead-letters/portal-3', 'portal'],
    ['/api/sales-orders', 'intake'],
    ['/api/orders/SO-10001', 'intake'],
    ['/api/entitlements/E-1/certificate.pdf', 'fulfillment'],
    ['/api/accounts', 'ledger'],
    ['/api/accounts/A-1/licenses', 'ledger'],
    ['/api/accounts/A-1/next-invoice', 'invoicing'],
    ['/api/invoices/2026-000001.xml', 'invoicing'],
    ['/api/transfers/preview', 'ledger'],
    ['/api/transfer-cases/C-1/approve', 'ledger'],
    ['/api/stock-moves', 'ledger'],
    ['/api/event-log.csv', 'ledger'],
  ])('sends %s to %s', (path, service) => expect(serviceOf(path)).toBe(service));

  it('knows the dead letters of each service by its name, those of the portal too', () => {
    const caddyfile = readFileSync('deploy/gateway/Caddyfile', 'utf8');
    const named = [
      ...caddyfile.matchAll(/query service=(\w+)\n\t\}\n\thandle @\w+-letters \{\n\t\treverse_proxy (\w+):3000/g),
    ];
    expect(named.map(([, asked, sent]) => [asked, sent])).toEqual(named.map(([, asked]) => [asked, asked]));
    // Without a name, and for the first, they are intake's.
    expect(['intake', ...named.map(([, asked]) => asked)].sort()).toEqual([...serviceNames].sort());
  });

  it('sends what is no route to the portal, after everything else', () => {
    const caddyfile = readFileSync('deploy/gateway/Caddyfile', 'utf8');
    expect(caddyfile.trimEnd()).toMatch(
      /\t@rest path \/api\/\* \/health\/\* \/metrics\n\thandle @rest \{\n\t\treverse_proxy intake:3000\n\t\}\n[^{]*\thandle \{\n\t\treverse_proxy portal:3000\n\t\}\n\}$/,
    );
  });

  it('sends every route of the contract to the service that answers it', () => {
    const own = contract.filter(({ service }) => service !== 'process');
    const sent = own.map(({ method, path }) => [method, path, serviceOf(path.replaceAll(/\{\w+\}/g, 'X'))]);
    expect(sent).toEqual(own.map(({ method, path, service }) => [method, path, service]));
  });
});
