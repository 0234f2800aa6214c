/**
 * Every service, in the order in which an order passes through them: what people ask it for, and the topics that it listens to, each
 * with a consumer group of its own. A service that is new begins here: what it lacks does not compile, or fails in a spec.
 */
export const services = {
  intake: {
    about: 'Sales orders in, and what became of them.',
    listensTo: ['sales-orders', 'order-documents', 'catalog', 'accounts', 'invoices', 'entitlements'],
  },
  fulfillment: {
    about: 'Entitlements, certificates, license key files and fulfillment mails.',
    listensTo: ['accounts', 'orders', 'mails'],
  },
  ledger: {
    about: 'Accounts, licenses, transfers, purchases, stock and transfer cases.',
    listensTo: ['catalog', 'accounts', 'devices', 'license-requests', 'orders', 'entitlements', 'mails'],
  },
  invoicing: {
    about: 'Invoices: the next one so far and past ones.',
    listensTo: ['accounts', 'orders', 'licenses', 'payments', 'mails'],
  },
  portal: {
    about: 'Pages for people; they have no contract.',
    listensTo: ['accounts'],
    watches: ['orders', 'entitlements', 'licenses', 'invoices'],
    isOptional: true,
  },
} as const;

export type ServiceName = keyof typeof services;

/** A topic that some service listens to. */
export type HeardTopic = (typeof services)[ServiceName]['listensTo'][number];

/** The names of all services, in the same order. */
export const serviceNames = Object.keys(services) as readonly ServiceName[];

/**
 * The services that hear of a topic while they are there, and lose nothing when they are not: inside one process, its messages do not
 * wait for them.
 */
export function watchersOf(topic: string): ServiceName[] {
  return serviceNames.filter((name) => {
    const service = services[name];
    return 'watches' in service && service.watches.some((heard) => heard === topic);
  });
}

/** Whether an installation may do without a service: the others do all of their work when it was never started. */
export function isOptional(name: string): boolean {
  return serviceNames.some((service) => service === name && 'isOptional' in services[service]);
}

/** The services that listen to a topic. */
export function listenersOf(topic: string): ServiceName[] {
  return serviceNames.filter((name) => services[name].listensTo.some((heard) => heard === topic));
}
