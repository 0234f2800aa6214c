/** What people read about topics and event types: a title and what the event says. A type without a text fails the generation. */

export interface Text {
  readonly title: string;
  readonly description: string;
}

export const topicTexts: Readonly<Record<string, Text>> = {
  'sales-orders': {
    title: 'Sales orders',
    description: 'What ERP systems publish. Fields that are not named here are ignored and kept.',
  },
  'order-documents': {
    title: 'Order documents',
    description:
      'Orders as other systems write them: the value is the document, byte for byte, and the header `sender` says whose profile it ' +
      'is read by; `content-type` may be given. A CloudEvent in binary mode may carry it too.',
  },
  catalog: {
    title: 'Catalog',
    description: 'What can be sold, as data that changes without a release. Each message replaces what was known.',
  },
  accounts: {
    title: 'Accounts',
    description: 'Organizations, sites, partners, MSPs and resellers, and who administers them.',
  },
  devices: { title: 'Devices', description: 'What device management says is enrolled; it decides how much is in use.' },
  'license-requests': {
    title: 'License requests',
    description:
      'What the portal and HTTP do as well, for systems. The answer comes on topic `licenses`, done or refused.',
  },
  payments: {
    title: 'Payments',
    description: 'Money that came for invoices, or was taken back, as banks and ERP systems tell of it.',
  },
  orders: { title: 'Orders', description: 'What order intake made of a sales order.' },
  entitlements: { title: 'Entitlements', description: 'What was fulfilled, and what became of the mail about it.' },
  licenses: { title: 'Licenses', description: 'What the ledger recorded or refused.' },
  invoices: { title: 'Invoices', description: 'What billing systems consume.' },
  mails: {
    title: 'Mails',
    description: 'Between our services: what has become of mails, and which are wanted again.',
  },
};

export const eventTexts: Readonly<Record<string, Text>> = {
  'sales-order.placed.v1': {
    title: 'Sales order placed',
    description:
      'A whole order in its first or any revision. Exactly one account is the end customer, to whom the licenses are assigned; ' +
      'every account on the order sees them. An order that breaks a rule is refused as a whole with every violation listed.',
  },
  'sales-order.changed.v1': {
    title: 'Sales order changed',
    description:
      'The whole order again, in a higher revision. It changes lines that are not yet released; an older revision never ' +
      'overwrites a newer one.',
  },
  'sales-order.cancelled.v1': {
    title: 'Sales order cancelled',
    description: 'Stops every line that is not yet released.',
  },
  'product.published.v1': {
    title: 'Product published',
    description: 'The whole product, replacing what was published under its sku before.',
  },
  'product.withdrawn.v1': {
    title: 'Product withdrawn',
    description: 'No longer sold. What was sold stays what it was.',
  },
  'account.updated.v1': {
    title: 'Account updated',
    description: 'The whole account, replacing what was known of it.',
  },
  'administrator.updated.v1': {
    title: 'Administrator updated',
    description: "One person's role in one account, replacing the one that they had there.",
  },
  'administrator.removed.v1': {
    title: 'Administrator removed',
    description: 'The person no longer has a role in the account.',
  },
  'device.enrolled.v1': {
    title: 'Device enrolled',
    description:
      'One device has begun to use a license of a product or of a device type. Name at least one of the two.',
  },
  'device.unenrolled.v1': {
    title: 'Device unenrolled',
    description: 'One device no longer uses a license. Name the sku or the device type that it was enrolled under.',
  },
  'device-count.reported.v1': {
    title: 'Device count reported',
    description: 'How many devices are in use, as an absolute count that replaces what was counted before.',
  },
  'license.transfer-requested.v1': {
    title: 'Transfer requested',
    description: 'Move licenses from one account to another. All of it is done, or nothing.',
  },
  'license.return-requested.v1': {
    title: 'Return requested',
    description: 'Give back all that one transfer moved, to the account that it came from.',
  },
  'license.purchase-requested.v1': {
    title: 'Purchase requested',
    description: 'Add licenses to a site; its next monthly invoice says so.',
  },
  'license.decrease-requested.v1': {
    title: 'Decrease requested',
    description: 'Take licenses from a site, down to what its devices use; its next monthly invoice says so.',
  },
  'stock.purchase-requested.v1': {
    title: 'Stock purchase requested',
    description: 'Buy licenses into the stock of a reseller, to be used within one year.',
  },
  'stock.move-requested.v1': {
    title: 'Stock move requested',
    description:
      "Move licenses from stock to a customer, whose term starts then, or to a sub-reseller's stock: of one lot (`lotId`), of a product " +
      '(`sku`, whose lots go in the order of their end), or of several in `lines`; all of it or nothing.',
  },
  'payment.received.v1': {
    title: 'Payment received',
    description:
      'Money came for an invoice. It counts once, whatever is sent again; another payment under the same id, one in another currency, and ' +
      'one for an invoice that there is not are kept as dead letters.',
  },
  'payment.returned.v1': {
    title: 'Payment returned',
    description:
      'The bank took a payment back. It counts for nothing from then on, whole and once; a payment that was not recorded, one of another invoice, and one that was taken ' +
      'back otherwise are kept as dead letters.',
  },
  'order.accepted.v1': {
    title: 'Order accepted',
    description: 'The order keeps every rule; this is how it stands.',
  },
  'order.rejected.v1': {
    title: 'Order rejected',
    description: 'Refused as a whole, with everything that is wrong with it. A higher revision can put it right.',
  },
  'order.changed.v1': {
    title: 'Order changed',
    description:
      'A newer revision was taken; this is how the order stands. Fulfillment, the ledger and invoicing go by its addresses, accounts and references, ' +
      'also for what was released before, whichever message comes first: the highest revision counts. ' +
      'What another payer was to be billed for moves to the new one; what it was billed for by then comes back on its next invoice.',
  },
  'order.cancelled.v1': {
    title: 'Order cancelled',
    description: 'Which lines the cancellation stopped, and which were released before it came.',
  },
  'shipment.released.v1': {
    title: 'Shipment released',
    description:
      'The lines of one order that are due together go to fulfillment, with the facts of the catalog at order time.',
  },
  'order-answer.sent.v1': {
    title: 'Order answer sent',
    description:
      "The system of the sender has taken the answer to an order of one of its documents, in the sender's own format. No license is activated with it.",
  },
  'order-answer.undeliverable.v1': {
    title: 'Order answer undeliverable',
    description: 'The answer to an order of a document was given up; the order stands. People can have it sent again.',
  },
  'entitlement.fulfilled.v1': {
    title: 'Entitlement fulfilled',
    description: 'One order line has become an entitlement, with an activation code and a support reference number.',
  },
  'fulfillment-mail.sent.v1': {
    title: 'Fulfillment mail sent',
    description: 'The mail server has taken the mail of a shipment for these addresses.',
  },
  'fulfillment-mail.undeliverable.v1': {
    title: 'Fulfillment mail undeliverable',
    description: 'The mail server has refused an address for good. The entitlement is there all the same.',
  },
  'case-mail.sent.v1': {
    title: 'Case mail sent',
    description: 'The mail server has taken the mail about a step of a transfer case for these addresses.',
  },
  'case-mail.undeliverable.v1': {
    title: 'Case mail undeliverable',
    description: 'The mail server has refused an address of a mail about a transfer case for good.',
  },
  'invoice-mail.sent.v1': {
    title: 'Invoice mail sent',
    description: 'The mail server has taken the mail that brings an invoice or credit note for these addresses.',
  },
  'invoice-mail.undeliverable.v1': {
    title: 'Invoice mail undeliverable',
    description: 'The mail server has refused an address of an invoice or credit note for good; the document stands.',
  },
  'mail.changed.v1': {
    title: 'Mail changed',
    description: 'A mail of a case, an invoice or a credit note was queued or tried; all that is known of it.',
  },
  'mail.resend-requested.v1': {
    title: 'Resend requested',
    description: 'Somebody who may wants a mail once more; its service queues it under a Message-ID of its own.',
  },
  'license.granted.v1': {
    title: 'Licenses granted',
    description: 'A fulfilled order line has become a lot that its end customer holds.',
  },
  'license.purchased.v1': { title: 'Licenses purchased', description: 'A site has more licenses from now on.' },
  'license.decreased.v1': { title: 'Licenses decreased', description: 'A site has fewer licenses from now on.' },
  'license.transferred.v1': {
    title: 'Licenses transferred',
    description: 'Licenses moved from one account to another, lot by lot.',
  },
  'license.returned.v1': { title: 'Licenses returned', description: 'A transfer was given back, whole.' },
  'license.refused.v1': {
    title: 'Request refused',
    description: 'What was asked for is not done and nothing changed. Each violation says what would make it possible.',
  },
  'stock.purchased.v1': { title: 'Stock purchased', description: 'A reseller has a new lot in stock.' },
  'stock.moved.v1': {
    title: 'Stock moved',
    description: 'Licenses went from stock to a customer or to other stock; `lines` has each lot.',
  },
  'license.expired.v1': {
    title: 'Licenses expired',
    description: 'What was left of a lot is retired, its time being over.',
  },
  'transfer-case.submitted.v1': {
    title: 'Transfer case submitted',
    description: 'Somebody asks support for a transfer that has to be looked at.',
  },
  'transfer-case.commented.v1': {
    title: 'Transfer case commented',
    description: 'Somebody said something about a case.',
  },
  'transfer-case.approved.v1': {
    title: 'Transfer case approved',
    description: 'Support agreed. The rules were checked again: the transfer is done, or the violations say why not.',
  },
  'transfer-case.approval-failed.v1': {
    title: 'Approval of a case failed',
    description:
      'Support has approved a case, and a rule does not hold any more: nothing has moved, the violations say why.',
  },
  'transfer-case.refused.v1': { title: 'Transfer case refused', description: 'Support said no, and why.' },
  'transfer-case.withdrawn.v1': {
    title: 'Transfer case withdrawn',
    description: 'Whoever submitted the case took it back before it was decided.',
  },
  'invoice.adjusted.v1': {
    title: 'Invoice adjusted',
    description: 'One signed change of the invoice of a month, with its cause.',
  },
  'invoice.held.v1': {
    title: 'Invoice held',
    description:
      'The invoice of a month was to be issued, and a tax rate, a country or an address is missing. It is issued when that is told.',
  },
  'invoice.issued.v1': {
    title: 'Invoice issued',
    description: 'The invoice of a month is final; it never changes again, and the orders on it keep their payer.',
  },
  'credit-note.issued.v1': {
    title: 'Credit note issued',
    description:
      'Takes back an issued invoice, or is what a month comes to in which more came back than was billed. Amounts are negative.',
  },
  'invoice.drafted.v1': {
    title: 'Invoice drafted',
    description:
      'A month is over, and its invoice waits for its review: for so many days, or until somebody approves it. `invoice.held.v1` with ' +
      '`HELD_IN_REVIEW` says that somebody holds it.',
  },
  'payment.recorded.v1': {
    title: 'Payment recorded',
    description: 'Money came for an invoice, over topic `payments` or HTTP; this is where the invoice stands with it.',
  },
  'payment.reversed.v1': {
    title: 'Payment reversed',
    description:
      'The bank took a payment back, as topic `payments` or HTTP told; this is where the invoice stands without it.',
  },
};
