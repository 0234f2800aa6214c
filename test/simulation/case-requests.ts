import type { Received } from '#runtime/slices/slice.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { type Ask, type Maker, partiesIn, picked } from './picks.ts';
import { message, personOf } from './world.ts';

/** Transfer cases, as the portal sends them. */

/** K8: asks support for a transfer. */
export function submitCase(ledger: MemoryLedger, each: Ask, now: string): Received {
  const { books } = ledger;
  const { from, to } = partiesIn(ledger, { ...each, group: 'meraki' });
  const keyed = [...(books.holdings.get(from)?.keys() ?? [])].flatMap((id) => books.lots.get(id) ?? []);
  const { licenseKey = 'Z2AB-CDEF-GHIJ', deviceType } =
    picked(
      keyed.filter((lot) => lot.licenseKey),
      each.b,
    ) ?? {};
  const text = 'x';
  return http('seatwright.submit-transfer-case', now, {
    ...{ from, to, lines: [{ licenseKey, deviceType: deviceType ?? 'MX', quantity: each.quantity }] },
    ...{ destinationName: `Account ${to}`, destinationLink: 'https://n1.example/k' },
    passcodes: { source: each.c % 9 === 0 ? '0000' : '1234', destination: '1234' },
    details: {
      scope: text,
      frequency: text,
      startTime: text,
      relatedCases: text,
      testResults: text,
      workaround: text,
      businessImpact: text,
    },
  });
}

/** K8: a step of a case, by support mostly. */
export function caseStep(type: string): Maker {
  return ({ books }, { a, b }, now) => {
    const found = picked([...books.cases.values()], a);
    if (!found) return undefined;
    const { caseId, from, to } = found;
    const support = b % 4 !== 0;
    const person = personOf[support ? 'support' : 'meraki'];
    return http(type, now, { caseId, from, to, support, comment: 'seen' }, person);
  };
}

function http(type: string, time: string, data: object, person = personOf.meraki): Received {
  return message(type, data, { source: '/seatwright/http', person, time });
}
