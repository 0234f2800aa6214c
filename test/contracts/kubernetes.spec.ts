import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, knownSettings, services } from '../support/deployment/deployment.ts';
import { type Manifest, readManifests, render } from '../support/deployment/kustomize.ts';

const folder = 'deploy/kubernetes';
const { manifests, files } = render(join(folder, 'overlays/production'));
const deployments = of('Deployment');
const serviceDeployments = deployments.filter(
  (it) => it.metadata.labels?.['app.kubernetes.io/component'] === 'service',
);
const secrets = readManifests(join(folder, 'base/secret.example.yaml'));

/** The class that checks a kind. By its name and not by an import, as the type checker needs seconds to read them all. */
async function schemaOf({ apiVersion, kind }: Manifest): Promise<new (manifest: Manifest) => { validate(): void }> {
  const from = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  const module = await import(`${from}/${apiVersion}/${kind}`);
  return module[kind];
}

function of(kind: string): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

function named(kind: string, name: string): Manifest | undefined {
  return of(kind).find((manifest) => manifest.metadata.name === name);
}

function podOf(manifest: Manifest) {
  return manifest.spec.template.spec;
}

describe('the Kubernetes manifests', () => {
  it.each([...manifests, ...secrets].map((it) => [it.kind, it.metadata.name, it] as const))(
    'has a valid %s %s',
    async (_kind, _name, manifest) => {
      const Schema = await schemaOf(manifest);
      new Schema(manifest).validate();
    },
  );

  it('names every file in a kustomization', () => {
    const present = ['base', 'overlays/production', '../gateway']
      .flatMap((part) => readdirSync(join(folder, part)).map((file) => join(folder, part, file)))
      .filter((file) => !file.endsWith('.example.yaml'));
    expect([...files].sort()).toEqual(expect.arrayContaining(present.sort()));
  });

  it('runs every service, each by its own program', () => {
    expect(serviceDeployments.map((it) => it.metadata.name).sort()).toEqual(services);
    for (const deployment of serviceDeployments) {
      expect(podOf(deployment).containers[0].command).toEqual(commandOf(deployment.metadata.name));
    }
  });

  it.each(deployments.map((it) => [it.metadata.name, it] as const))(
    'gives %s probes, resources, a budget for disruptions and a Service that reaches it',
    (name, deployment) => {
      const [container] = podOf(deployment).containers;
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        expect(container[probe].httpGet.port).toBe('http');
      }
      expect(container.ports).toContainEqual(expect.objectContaining({ name: 'http' }));
      expect(container.resources).toMatchObject({ requests: { cpu: expect.anything(), memory: expect.anything() } });
      expect(container.resources.limits).toHaveProperty('memory');
      const labels = deployment.spec.template.metadata.labels;
      const selector = deployment.spec.selector.matchLabels;
      expect(labels).toMatchObject(selector);
      expect(named('Service', name)?.spec).toMatchObject({ selector, ports: [{ targetPort: 'http' }] });
      expect(named('PodDisruptionBudget', name)?.spec).toMatchObject({
        maxUnavailable: 1,
        selector: { matchLabels: selector },
      });
    },
  );

  it('asks the services at the addresses that they answer, on the port that they listen on', () => {
    for (const deployment of serviceDeployments) {
      const [container] = podOf(deployment).containers;
      expect(container.livenessProbe.httpGet.path).toBe('/health/live');
      expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
      expect(settings(join(folder, 'base/settings.env')).PORT).toBe(String(container.ports[0].containerPort));
    }
  });

  it('keeps every pod within the restricted profile of the namespace', () => {
    for (const workload of [...deployments, ...of('Job')]) {
      const pod = podOf(workload);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const { securityContext } of pod.containers) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
        expect(securityContext.capabilities.drop).toEqual(['ALL']);
      }
    }
  });

  it('lets nobody to a pod but who is named: people by the gateway, the gateway and metrics to the services', () => {
    const reached = (labels: Record<string, string>) =>
      of('NetworkPolicy').filter(({ spec }) => {
        const { matchLabels = {}, matchExpressions = [] } = spec.podSelector;
        const fits = Object.entries(matchLabels).every(([name, value]) => labels[name] === value);
        return fits && matchExpressions.every(({ key, values }: Manifest['spec']) => !values.includes(labels[key]));
      });
    const closed = reached({});
    expect(closed.map(({ metadata }) => metadata.name)).toContain('nobody');
    for (const deployment of deployments) {
      const labels = deployment.spec.template.metadata.labels;
      const opened = reached(labels).flatMap(({ spec }) => spec.ingress ?? []);
      const isGateway = deployment.metadata.name === 'gateway';
      const ports = opened.map(({ ports }) => ports);
      const expected = [[{ port: 'http' }], ...(isGateway ? [] : [[{ port: 'metrics' }]])];
      expect([deployment.metadata.name, ports]).toEqual([deployment.metadata.name, expected]);
      if (isGateway) continue;
      const [people, prometheus] = opened;
      expect(people.from).toEqual([{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'gateway' } } }]);
      expect(prometheus.from).toEqual([
        { namespaceSelector: { matchLabels: { 'seatwright.example/reads-metrics': 'true' } } },
      ]);
      const outside = reached(labels).some(({ metadata }) => metadata.name === 'outside');
      expect(outside).toBe(!isGateway);
    }
  });

  it('scales every consuming service on the lag of its own group, not beyond the partitions', () => {
    expect(
      of('ScaledObject')
        .map((it) => it.metadata.name)
        .sort(),
    ).toEqual(services);
    for (const { metadata, spec } of of('ScaledObject')) {
      expect(spec).toMatchObject({ scaleTargetRef: { name: metadata.name }, minReplicaCount: 2, maxReplicaCount: 6 });
      expect(spec.triggers[0].metadata.consumerGroup).toBe(`seatwright.${metadata.name}`);
    }
  });

  it('sets nothing that the services do not know', () => {
    const [secret] = secrets as unknown as { stringData: Record<string, string> }[];
    const names = [
      ...Object.keys(settings(join(folder, 'base/settings.env'))),
      ...Object.keys(settings(join(folder, 'overlays/production/settings.env'))),
      ...Object.keys(secret?.stringData ?? {}),
    ];
    expect(names.filter((name) => !knownSettings().includes(name))).toEqual([]);
  });
});

function settings(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
