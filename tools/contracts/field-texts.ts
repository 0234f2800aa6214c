import { httpTexts } from './http-texts.ts';

/**
 * What the fields mean. A field means the same wherever it stands; where it does not, it is found by the field or list that it is
 * in (`cause.id`) or by its event type (`license.granted.v1:accountId`). A field without a text fails the generation.
 */
export const fieldTexts: Readonly<Record<string, string>> = {
  // Orders
  orderNumber: 'Number of the order, as the ERP gave it.',
  'order.accepted.v1:source': 'The system whose the order is: the CloudEvents source of its first revision.',
  'order.changed.v1:source': 'The system whose the order is: the CloudEvents source of its first revision.',
  'order.rejected.v1:source': 'The system that sent what is refused; not always the one whose the order is.',
  revision: 'Counts up with every change of the order; what comes at or below a known one changes nothing.',
  purchaseOrder: "The customer's own order number; printed on certificate and mail, on the invoice BT-13.",
  buyerReference: 'What the customer routes invoices by, as a cost center or a Leitweg-ID: on the invoice BT-10.',
  buyerLineReference: "The customer's own number of the line: on the invoice BT-132.",
  'term.from': 'First day.',
  'term.through': 'Last day.',
  buyerItemId: "The customer's own number of the item: on the invoice BT-156.",
  buyerUnit:
    'The unit that the line is ordered in, as a code of UN/ECE Recommendation 20: on the invoice BT-130, where it is one of pieces.',
  costCenter: 'What the customer books the line on: on the invoice BT-133.',
  accountingCost: 'What the customer books the whole order on: on the invoice BT-19, where all orders on it agree.',
  placedAt: 'When the customer ordered.',
  currency: 'ISO 4217, for all prices beside it.',
  accounts: 'The accounts on the order. Exactly one is the end customer; all of them see the entitlements.',
  'accounts.accountId': 'Account that stands on the order.',
  'accounts.role': 'As what the account stands on the order.',
  'accounts.name': 'Name as it is printed.',
  country: 'ISO 3166-1, two letters.',
  emails: 'Addresses that the fulfillment mail goes to.',
  lines: 'The order lines.',
  lineNumber: 'Number of the line within its order.',
  sku: 'Product, as the catalog has it.',
  quantity: 'How many licenses.',
  unitPrice: 'Price of one license, as a decimal string.',
  'lines.kind': 'An initial subscription gets 30 days of grace after its term, a renewal none.',
  termMonths: 'Length of the term in calendar months; without one the license is perpetual.',
  'lines.termMonths': "Length of the term in calendar months; without one, the product's, and without that, perpetual.",
  requestedShipDate: 'Day on which the line is released; without one, or with one in the past, at once.',
  activationDate:
    'Day on which the term starts; the line is fulfilled and mailed before. Without one, or with one in the past, the term starts ' +
    'when the line is fulfilled.',
  'lines.state': 'Whether the line waits for its day, has gone to fulfillment, or was stopped.',
  cancelledLines: 'Numbers of the lines that were stopped.',
  releasedLines: 'Numbers of the lines that had gone to fulfillment before.',
  shipmentId: 'The lines of one order that were released together.',
  releasedAt: 'When the lines went to fulfillment.',
  at: 'When it happened.',
  'lines.product': 'What the catalog said about the product at order time.',
  'shipment.released.v1:lines': 'The lines that are released together.',

  // Catalog
  name: 'Name for people.',
  description: 'What the product is, for mail and certificate.',
  instructionsUrl: 'Where people read how to activate and use it.',
  program: 'Rule set that the product is sold under: `mist`, `meraki`, `miradore`, `stock`, or one of your own.',
  scenario: 'How the customer comes to use it; decides what the mail says and what is attached.',
  deviceType: 'Kind of device that a license is for.',
  edition: 'Edition of the product.',
  package: 'Package of the product, as starter or professional.',
  category: 'Trial and usage-based licenses cannot be transferred.',
  billing: 'Billed once with the order, or every month.',
  prices: 'Price of one license by currency.',
  'product.published.v1:plan':
    "Subscription plan that it belongs to; a site's own price is for the products of its plan.",
  product: 'What the catalog said about the product at order time.',
  'product.published.v1:name': 'Name of the product.',
  'product.published.v1:termMonths': 'Term of an order line that names none; without one such a license is perpetual.',

  // Accounts
  accountId: 'Account, as the account system gave it.',
  'account.updated.v1:kind': 'What the account is.',
  'account.updated.v1:name': 'Name of the organization or site.',
  parentId: 'The MSP or reseller that it belongs to.',
  tier: 'Tier of an MSP; transfers need base or advanced.',
  link: 'Address of the organization in its dashboard.',
  licensingModel: 'Whether licenses end together or each by itself; both sides of a transfer follow the same.',
  coTerminationOn: "Day on which a co-terminated organization's licenses end together.",
  editions: 'Edition that the organization runs, by device type.',
  plan: 'Plan of the site; transfers stay within one.',
  'account.updated.v1:unitPrice':
    'Price of one license a month, as a decimal string with no more decimals than its currency has.',
  'account.updated.v1:currency': 'ISO 4217, of the unit price; a price needs one.',
  paymentType: 'How the site pays; transfers, purchases and decreases need the monthly invoice.',
  'account.updated.v1:package': 'Package of the customer; stock of another package cannot go there.',
  trial: 'A trial customer; stock cannot go there.',
  taxRate: 'Tax rate in percent, as a decimal string: `23`, `8.1`.',
  'taxes.category': 'As EN 16931 has it: standard (S), zero rated (Z), exempt (E), reverse charge (AE), export (G).',
  'taxes.reasonCode': 'Why nothing is taxed, as the list VATEX has it.',
  'taxes.reason': 'Why nothing is taxed.',
  invoiceFormat:
    'What invoices and credit notes come as: UBL as EN 16931 has it, Peppol BIS Billing 3, XRechnung 3.0, CII, or Factur-X. One that ' +
    'lacks what its format takes is held.',
  electronicAddress:
    'Address in a network, as scheme of the list EAS and id: `0088:7300010000001`, `9930:DE136695976`, `EM:ap@customer.example`.',
  'account.updated.v1:buyerReference':
    'What the account routes all of its invoices by, in Germany the Leitweg-ID; what its orders say comes first.',
  paymentTermDays:
    'Days from the issue of an invoice to the day by which it is to be paid (BT-9, BT-20); without it, `INVOICE_PAYMENT_DAYS`.',
  invoiceReviewDays:
    'Days that its invoices wait as drafts before they are issued by themselves; without it, `INVOICE_REVIEW_DAYS`.',
  invoicePer:
    'What of a month is on one invoice: `account` (the default) all of it, `purchaseOrder` what one purchase order is about, which is BT-13 then; what is owed of licenses is on that of the purchase order under which the account bought them, whatever is under none on one of its own.',
  invoiceTo:
    'Whose invoices bear what it owes: `account` (the default) its own, `parent` those of `parentId`, with its lines under its name. A change counts from the invoice after the day on which it is told.',
  zeroInvoices: 'Documents with nothing to pay are issued as well; by default they are not.',
  corrects: 'Of a month that became a credit note: the invoices whose lines it takes back.',
  taxRateFrom:
    'Day from which `taxRate` holds; by default the day on which it is told. A line is taxed by the day of its supply; the ' +
    'first rate also covers the days before it.',
  'invoice.adjusted.v1:taxRate': 'Rate in percent that it will be taxed at; absent while none is known.',
  'invoice.held.v1:accountId': 'The billed account.',
  'invoice.held.v1:period': 'Month of the invoice that is held.',
  amounts: 'What would be issued, by currency.',
  'amounts.currency': 'ISO 4217.',
  'amounts.net': 'Without tax, which is not known.',
  missing: 'What the account lacks; the invoice is issued once it is told.',
  language:
    'BCP 47, such as `de` or `fr-CA`: what mails and documents are written in. Absent, or without texts in it: English.',
  timeZone: 'IANA name; decides on which day, and so on which invoice, a movement falls.',
  invoiceEmails: 'Addresses that invoices go to.',
  'account.updated.v1:address': 'Postal address, as it is printed on invoices.',
  street: 'Street and number.',
  postalCode: 'Postal code.',
  city: 'City.',
  taxId: 'VAT identifier with its country in front: `PL5260001246`; printed on invoices.',
  contracts:
    'Contracts of a reseller. Where there is a list, stock is bought under no other; without one any id is recorded.',
  'contracts.contractId': 'Of the contract.',
  'contracts.name': 'Name for people.',
  validFrom: 'First day on which stock can be bought under it; absent: from the start.',
  validTo: 'Last day on which stock can be bought under it; absent: until further notice.',
  changedBy: 'E-mail of the person who changed it; absent: the sender itself.',
  sealedPasscode: 'The support passcode, sealed by the ledger for itself: who reads the topic does not read it.',
  email: 'Address that the person signs in with.',
  role: 'Role of the person in the account.',
  access: 'Read-only administrators cannot ask for transfers.',
  scope: 'Administrators of a network alone cannot ask for transfers.',
  signIn: 'How the person signs in; SAML needs a local administrator beside it.',
  passcode: 'Support passcode of four digits. Hashed on receipt; never stored or logged in clear.',

  // Devices
  deviceId: 'The device; enrolled once, however often it is told.',
  inUse: 'How many devices are in use.',
  'device.enrolled.v1:sku': 'Product that the device uses.',
  'device.unenrolled.v1:sku': 'Product that the device used.',
  'device-count.reported.v1:sku': 'Product that is counted.',

  // License requests
  from: 'Account that gives.',
  to: 'Account that gets.',
  'license.transfer-requested.v1:lines': 'What is to be moved.',
  lotId: 'The lot: one batch of licenses with one set of terms.',
  licenseKey: 'License key, as Z2##-####-####; with a device type a part of it.',
  'license.transfer-requested.v1:lines.sku': 'Product; its lots are taken in the order of their end.',
  'stock.move-requested.v1:lines': 'Several lots or products, in place of one.',
  'stock.move-requested.v1:sku': 'Product; its lots of stock are taken in the order of their end.',
  'stock.move-requested.v1:lines.sku': 'Product; its lots of stock are taken in the order of their end.',
  planHash: 'From a preview: refused as stale when the plan would now differ.',
  note: 'Kept with the journal, for people.',
  requestedBy:
    'E-mail of the person whose rights count. Over topic license-requests it has to be there; over HTTP it is who is signed in.',
  'license.return-requested.v1:transferId': 'The transfer that is to be given back.',
  contractId: 'Contract that the stock is bought under.',

  // Violations
  violations: 'Everything that is wrong.',
  code: 'Stable name of what is wrong; published and never renamed.',
  message: 'What is wrong, in words.',
  path: 'The field that is wrong: `lines[0].quantity`.',
  line: 'The line that is wrong, counted from 1.',
  value: 'What was sent.',
  limit: 'What would have been allowed.',
  actual: 'What it is.',
  remedy: 'What would make it possible.',

  // Entitlements
  answerId: 'Stands in the answer itself.',
  sender: 'Whose document is answered, as its profile calls it.',
  documentId: 'The document that is answered.',
  outcome:
    'What the answer says of the order. `mixed`: what had gone out stays. `kept`: a cancellation that stopped nothing. `received`: of the receipt alone.',
  format: 'Who wrote the answer, as the profile of the sender calls that.',
  tries: 'How often it was tried.',
  'order-answer.sent.v1:revision': 'Which revision the answer is about; 0 where nothing of the document went on.',
  'order-answer.undeliverable.v1:revision':
    'Which revision the answer is about; 0 where nothing of the document went on.',
  'order-answer.undeliverable.v1:reason': 'Why its last try was not taken.',
  entitlementId: 'The entitlement: what one order line has become.',
  'entitlement.fulfilled.v1:accountId': 'The end customer, to whom the license is assigned.',
  kind: 'An initial subscription gets 30 days of grace after its term, a renewal none.',
  startsOn: 'First day of the license.',
  endsOn: 'Last day on which the license works, on the calendar of the account that holds it; absent: perpetual.',
  graceEndsOn: 'Last day of the grace of an initial subscription.',
  ssrn: 'Software support reference number: 12 digits, the last one a check digit.',
  sealedActivationCode: 'The activation code, sealed: who reads the topic does not read the code.',
  fulfilledAt: 'When the line was fulfilled; the term starts then.',
  messageId: 'Message-ID of the mail.',
  about: 'What it is about: id of the case or shipment, or the number of the document.',
  service: 'The service that sends the mail, and sends it again.',
  accountIds: 'The accounts that it is about.',
  round: '1 for the first mail about something, one more for each resend.',
  recipients: 'What has become of the mail for each address.',
  'recipients.address': 'The address.',
  'recipients.state':
    'What has become of it: waiting, accepted by its server, undeliverable, superseded by smaller mails.',
  'recipients.answer': "The mail server's last words about it.",
  refusedUsAt: 'When a server last refused us rather than the address: the days until it is given up count from then.',
  attempts: 'How often it was tried.',
  doubtful: 'How often it was sent without its answer being known.',
  queuedAt: 'When it was queued.',
  part: 'Which part it is, where the shipment is too large for one mail.',
  parts: 'How many parts there are, where the shipment is too large for one mail.',
  'fulfillment-mail.sent.v1:to': 'Addresses that the server took the mail for.',
  'invoice-mail.sent.v1:to': 'Addresses that the server took the mail for.',
  'case-mail.sent.v1:to': 'Addresses that the server took the mail for.',
  'mail.changed.v1:kind': 'What kind of mail it is.',
  'mail.changed.v1:state': 'How far it is.',
  'mail.resend-requested.v1:requestedBy': 'Who wants it.',
  answer: 'What the server answered.',
  address: 'Address that was refused.',
  reason: 'Why it was refused.',

  // Licenses
  journalId: 'The recorded action.',
  initiatedBy: 'E-mail of the person, or the system that asked; `order` and `schedule` where nobody did.',
  billingAccountId: 'Who is billed for the order line: bill-to, else sold-to, else the end customer.',
  lot: 'The lot with its terms.',
  'lot.name': 'Name of the product.',
  'lot.unitPrice': 'Price of one license, once or each month, as `billing` says.',
  originAccountId: 'Account that claimed the lot.',
  'license.granted.v1:accounts':
    'The accounts of the order, as it names them; invoices have names and countries from here until `account.updated` tells more.',
  payerAccountId: 'Who pays, or paid, for what is billed once: the payer on record.',
  'lot.plan': 'Subscription plan of the product.',
  accountPriced:
    "Whether it costs the holder's own price where there is one; the price of an order stays that of the order.",
  settlement: "Which money moves with licenses that are billed once: none, or the unused days' share of their price.",
  'lot.orderNumber': 'Number of the order that it comes from.',
  references: 'What the customer calls the order that it comes from.',
  'license.granted.v1:accountId': 'The end customer, who holds the lot.',
  transferId: 'The transfer.',
  returnOf: 'The transfer that was given back.',
  'license.transferred.v1:lines': 'What moved, lot by lot.',
  'license.returned.v1:lines': 'What moved back, lot by lot.',
  'license.decreased.v1:lines': 'What was taken, lot by lot.',
  requestId: 'The request that was refused.',
  action: 'What was asked for.',
  source: 'Account that was to give.',
  target: 'Account that was to get.',
  'stock.moved.v1:quantity': 'How many moved, in all.',
  'stock.moved.v1:lot': 'The lot that it came from; of several the first.',
  'stock.moved.v1:lines':
    'What moved, lot by lot; absent in events from before moves of several lots, where all of it is of `lot`.',
  'stock.moved.v1:lines.quantity': 'How many of the lot.',
  targetLot: 'The lot that the receiver holds from now on; the same as `lot` when stock moves to stock.',
  caseId: 'The case.',
  'transfer-case.submitted.v1:initiatedBy': 'Who submitted the case.',
  state: 'How far it is.',
  comment: 'What was said about it.',

  // Invoices
  adjustmentId: 'The adjustment; the same one never comes with other figures.',
  'invoice.adjusted.v1:accountId': 'Account whose invoice changes.',
  period: 'Month of the invoice that it lands on.',
  'invoice.adjusted.v1:quantity': 'Signed: what the account gained or lost.',
  amount: 'Signed: quantity × unit price, rounded to the decimals of the currency, as a decimal string.',
  'invoice.adjusted.v1:unitPrice':
    'Of one license; where only days of it are charged, that share, with up to nine decimals.',
  'invoice.adjusted.v1:settlement':
    'Which money moved: `monthly` on the next invoices, `paid-once` none, `remaining-term` the unused days of the term, ' +
    '`reseller-stock` none of ours. Absent for orders and purchases.',
  'invoice.adjusted.v1:kind': 'An order line that is billed once, or a change.',
  'invoice.adjusted.v1:month': 'Month that it is for: an earlier one than `period` when it was told of late.',
  'invoice.adjusted.v1:lotId': 'The lot that it is about.',
  recurs:
    'Billed again, as part of the recurring lines, on every later invoice whose month begins on `endsOn` or before.',
  monthlyPrice: 'Of one license for a whole month, where it recurs: what later invoices bill it at.',
  lastMonthPrice:
    'With proration by day: of one license for the month of `endsOn`, in place of `monthlyPrice`. It is monthlyPrice × days ' +
    'before `endsOn` ÷ days of the month, with up to nine decimals; the sum of all that stand on one line is rounded.',
  'invoice.adjusted.v1:endsOn': 'Last day on which the lot runs; months that begin after it are not billed.',
  'cause.reference': 'Order number and line, or the invoice that was credited.',
  issuedOn: 'Day of issue.',
  dueOn: 'Day by which it is to be paid.',
  'taxes.rate': 'Tax rate in percent, as a decimal string.',
  'taxes.net': 'Sum of the lines of this rate.',
  'taxes.tax': 'Tax on that sum, rounded once.',
  total: 'Net and tax.',
  accountedTax: 'The tax in the currency that the seller accounts for it in, where the document is in another.',
  'accountedTax.currency': 'Of the seller (BT-6).',
  'accountedTax.tax': 'In that currency (BT-111).',
  'accountedTax.rate': 'One `from` is so many `to`, as a decimal string.',
  'accountedTax.from': 'Currency that the rate is of.',
  'accountedTax.to': 'Currency that the rate is in.',
  'accountedTax.on': 'Day of the rate.',
  invoiceNumber: 'The invoice that it takes back; absent when it stands for what came back within a month.',
  'invoice.issued.v1:accountId': 'Account that is billed.',
  'invoice.drafted.v1:accountId': 'The billed account.',
  'invoice.drafted.v1:period': 'Month of the invoice.',
  reviewUntil: 'It is issued by itself from then on, unless it is held.',
  paymentId: 'As who received it calls the payment; the same counts once.',
  'payment.received.v1:invoiceNumber': 'The invoice that it is for.',
  'payment.received.v1:amount': 'What came, above 0, in the currency of the invoice.',
  'payment.received.v1:reference': 'What the bank statement says.',
  'payment.recorded.v1:invoiceNumber': 'The invoice that it is for.',
  'payment.recorded.v1:accountId': 'Account that was billed.',
  'payment.recorded.v1:amount': 'What came.',
  'payment.recorded.v1:reference': 'What the bank statement says.',
  'payment.recorded.v1:recordedAt': 'When it was recorded.',
  'payment.recorded.v1:state': 'Where the invoice stands with it.',
  'payment.returned.v1:invoiceNumber': 'The invoice that it was for.',
  'payment.returned.v1:reason': 'What the bank says: a code, or words.',
  'payment.reversed.v1:invoiceNumber': 'The invoice that it was for.',
  'payment.reversed.v1:accountId': 'Account that was billed.',
  'payment.reversed.v1:amount': 'What had come.',
  'payment.reversed.v1:reason': 'What the bank says: a code, or words.',
  'payment.reversed.v1:recordedAt': 'When it was recorded that it was taken back.',
  'payment.reversed.v1:state': 'Where the invoice stands without it.',
  returnedOn: 'Day on which the bank took it back.',
  receivedOn: 'Day on which the money came.',
  recordedBy: 'Who told of it: a person, or a system.',
  open: 'What is left to pay of the invoice; negative where more came.',
  'credit-note.issued.v1:accountId': 'Account that is credited.',
  'invoice.issued.v1:period': 'Month that is billed.',
  'credit-note.issued.v1:period': 'Month that is credited.',
  'credit-note.issued.v1:reason': 'Why, as whoever credited it said.',
  sites:
    'Of an invoice for several accounts: each whose lines are on it, the one that it is addressed to included where it has lines of its own.',
  'sites.accountId': 'Whose licenses the lines bill.',
  'sites.net': 'What its lines come to, without tax.',
  'invoice.issued.v1:purchaseOrder':
    'The only purchase order that it is about, of an account that gets an invoice for each (`invoicePer`).',
  'credit-note.issued.v1:purchaseOrder':
    'The only purchase order that it is about, of an account that gets an invoice for each (`invoicePer`).',
  orders: 'Orders that the document bills lines of; their payer can no longer change.',
  'orders.lines': 'Numbers of the lines that it bills.',
  documents: 'Where the document is, below the address of the HTTP API.',
  'documents.pdf': 'As PDF.',
  'documents.xml': 'As UBL 2.1 (EN 16931).',
  cause: 'Where the change comes from.',
  'cause.type': 'Kind of the action.',
  'cause.id': 'The action.',
  'cause.at': 'When the action was recorded.',
  'cause.revision': 'Of what leaves a payer: the revision of the order that named another one.',
  counterparty: 'The account on the other side, where there is one.',
};

const texts: Readonly<Record<string, string>> = { ...httpTexts, ...fieldTexts };

/** Bodies and answers over HTTP whose fields are those of an event. */
const sameAs: Readonly<Record<string, string>> = {
  AccountRequest: 'account.updated.v1',
  AccountPatch: 'account.updated.v1',
  PutAccountAnswer: 'account.updated.v1',
  Product: 'product.published.v1',
  ProductRequest: 'product.published.v1',
  PutProductAnswer: 'product.published.v1',
};

/** The text of a field: by event type and place, by the field or list that it is in, or by its name alone. */
export function fieldText(context: string, path: readonly string[]): string | undefined {
  const name = path.at(-1) ?? '';
  const event = sameAs[context] ?? context;
  return (
    texts[`${context}:${path.join('.')}`] ??
    texts[`${event}:${path.join('.')}`] ??
    texts[`${path.at(-2) ?? ''}.${name}`] ??
    texts[name]
  );
}
