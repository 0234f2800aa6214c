import type { Formats } from '../formats.ts';

const formats: Formats = {
  months: [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
    ...['August', 'September', 'October', 'November', 'December'],
  ],
  shortMonths: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  // One that nobody can mistake, in any country.
  date: '{d} {month} {yyyy}',
  month: '{month} {yyyy}',
  shortMonth: '{month} {yyyy}',
  period: '{d}–{last} {month} {yyyy}',
  moment: '{date}, {time} {zone}',
  group: '\u00a0',
  decimal: '.',
  percent: '{number} %',
  sentences: ' ',
};

/** English. The other languages have the same texts, with the same placeholders. */
export const english = {
  tag: 'en',
  formats,
  texts: {
    label: '{label}:',
    page: 'Page {page} of {pages}',

    // Certificates
    'certificate.title': 'Software Entitlement Certificate',
    'certificate.statement':
      'This certifies that the accounts named below hold the software entitlement described here.',
    'certificate.paper':
      'Printed license document. It is delivered together with the hardware; keep it with the device.',
    'certificate.issued': 'Issued {date}',
    'certificate.activationCode': 'Activation code',
    'certificate.ssrn': 'Software support reference number (SSRN)',
    'certificate.qr': 'QR code with the address {url}',
    'certificate.scan': 'Scan to see this entitlement',
    'certificate.online': 'This entitlement online',
    'certificate.entitlement': 'Entitlement',
    'certificate.signed':
      'This certificate is signed electronically; a changed copy does not pass verification. Digest of all its facts (SHA-256):',
    'certificate.key': 'Signing key: {key}',
    'certificate.footer': 'Entitlement {id}',
    'certificate.subject': 'Order {order}, line {line}',
    'certificate.keywords': 'software license, entitlement, activation code, SSRN',
    'accounts.title': 'Accounts',
    'accounts.role': 'Role',
    'accounts.name': 'Name',
    'accounts.account': 'Account',
    'accounts.country': 'Country',
    'accounts.more': { one: 'and {count} more', other: 'and {count} more' },
    'role.end-customer': 'End customer',
    'role.partner': 'Partner',
    'role.distributor': 'Distributor',
    'role.sold-to': 'Sold to',
    'role.bill-to': 'Bill to',

    // Key details of a license
    'detail.sku': 'Product (SKU)',
    'detail.quantity': 'Quantity',
    'detail.term': 'Term',
    'detail.startsOn': 'Starts on',
    'detail.endsOn': 'Ends on',
    'detail.never': 'Never',
    'detail.graceEndsOn': 'Grace period ends on',
    'detail.noGrace': 'No grace period',
    'detail.order': 'Order number',
    'detail.orderLine': '{order}, line {line}',
    'detail.purchaseOrder': 'Purchase order',
    'detail.noPurchaseOrder': 'None given',
    'detail.entitlement': 'Entitlement',
    'detail.deviceType': 'Device type',
    'detail.edition': 'Edition',
    'detail.package': 'Package',
    'term.initial': '{term}, initial purchase',
    'term.renewal': '{term}, renewal',
    'term.perpetual': 'Perpetual',
    'term.years': { one: '{count} year', other: '{count} years' },
    'term.months': { one: '{count} month', other: '{count} months' },

    // What there is to do, by the way in which a license reaches its user
    'activation.heading': 'Activate with the code',
    'activation.mail':
      'Open the instructions and enter the activation code where they ask for it. The entitlement certificate is attached.',
    'activation.certificate': 'Open the instructions and enter the activation code where they ask for it.',
    'activation.byLink': 'Open the instructions and enter the activation code where they ask for it.',
    'activation.instructions': 'How to activate and use this license',
    'license-key.heading': 'Install the license key file',
    'license-key.mail':
      'The license key file is attached. Install it in your product as the instructions describe. The entitlement certificate is attached as well.',
    'license-key.certificate':
      'The license key file came attached to the fulfillment e-mail. Install it in your product as the instructions describe. Support asks for the activation code and the SSRN.',
    'license-key.byLink':
      'The license key file is with this entitlement online. Install it in your product as the instructions describe.',
    'license-key.instructions': 'How to install the license key',
    'entitlement-only.heading': 'No license key to install',
    'entitlement-only.mail':
      'The attached certificate describes what you are entitled to. Your product does not need a license key.',
    'entitlement-only.certificate':
      'This certificate describes what you are entitled to. The product does not need a license key. Keep activation code and SSRN for your records.',
    'entitlement-only.byLink':
      'Your product does not need a license key. The certificate, which says what you are entitled to, is with this entitlement online.',
    'entitlement-only.instructions': 'How to use this license',
    'no-activation.heading': 'Nothing to activate',
    'no-activation.mail':
      'The license works without activation: there is nothing to enter and nothing to install. Keep the activation code and the SSRN for your records; the entitlement certificate is attached.',
    'no-activation.certificate':
      'The license works without activation: there is nothing to enter and nothing to install. Keep activation code and SSRN for your records.',
    'no-activation.byLink':
      'The license works without activation: there is nothing to enter and nothing to install. Keep the activation code and the SSRN for your records.',
    'no-activation.instructions': 'How to use this license',
    'legacy-portal.heading': 'Get the license keys from the legacy portal',
    'legacy-portal.mail':
      'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand. The entitlement certificate is attached.',
    'legacy-portal.certificate':
      'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand.',
    'legacy-portal.byLink':
      'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand.',
    'legacy-portal.instructions': 'Where to obtain the license keys',
    'paper.heading': 'On paper, with the hardware',
    'paper.mail':
      'The license document is delivered on paper, together with the hardware. A copy of it is attached to this e-mail.',
    'paper.certificate':
      'This document is printed and delivered together with the hardware. Keep it with the device: the activation code and the SSRN on it identify your license.',
    'paper.byLink':
      'The license document is delivered on paper, together with the hardware. A copy of it is with this entitlement online.',
    'paper.instructions': 'How to use this license',

    // The mail of a shipment
    'shipment.subject': 'Order {order}: {what}',
    'shipment.subjectOfPart': 'Order {order}: {what} ({part} of {parts})',
    'shipment.licenses': { one: '{count} license', other: '{count} licenses' },
    'shipment.preheader': 'Activation codes, support reference numbers and certificates for order {order}.',
    'shipment.title': { one: 'Your license is ready', other: 'Your {count} licenses are ready' },
    'shipment.fulfilled': 'Order {order} has been fulfilled.',
    'shipment.fulfilledYours': 'Order {order} (your purchase order {purchaseOrder}) has been fulfilled.',
    'shipment.below': {
      one: 'Below is what you need to use the license, and to get support for it.',
      other: 'Below is what you need to use the licenses, and to get support for them.',
    },
    'shipment.part':
      'This is part {part} of {parts}: together they are larger than one message may be. Each part has licenses of its own.',
    'shipment.ssrn': 'SSRN',
    'shipment.seeOnline': 'See this entitlement online',
    'shipment.certificates': { one: '{count} entitlement certificate', other: '{count} entitlement certificates' },
    'shipment.keyFiles': { one: '{count} license key file', other: '{count} license key files' },
    'shipment.attached': 'Attached: {certificates}.',
    'shipment.attachedWithKeys': 'Attached: {certificates} and {keyFiles}.',
    'shipment.tooLarge': {
      one: 'The entitlement certificate is too large for your mail server. See the entitlement online, at the address above, for the certificate and, where there is one, the license key file.',
      other:
        'The entitlement certificates are too large for your mail server. See the entitlement online, at the address above, for the certificate and, where there is one, the license key file.',
    },
    'shipment.visibility':
      'Every account of the order sees its entitlements online at once; this message is not needed for that.',
    'shipment.questions': 'Questions? Write to {link} and give the SSRN.',
    'shipment.secrecy': 'Keep activation codes to yourself.',
    'shipment.automatic': 'This message was sent automatically for shipment {shipment}.',
  },
} as const;
