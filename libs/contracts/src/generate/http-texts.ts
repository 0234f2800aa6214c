/** What the fields mean that only HTTP has; found as those of field-texts.ts are. */
export const httpTexts: Readonly<Record<string, string>> = {
  // Everywhere
  items: 'What is on this page.',
  status: 'State of the process.',
  'Problem:title': 'Kind of refusal, in a word or two.',
  'Problem:status': 'The HTTP status.',
  openapi: 'Version of OpenAPI.',

  // CloudEvents in structured mode
  'SalesOrderEvent:specversion': 'Version of CloudEvents.',
  'SalesOrderEvent:id': 'Of the event; the same id and source is the same event.',
  'SalesOrderEvent:source': 'Where the event comes from.',
  'SalesOrderEvent:type': 'Type of the event.',
  'SalesOrderEvent:subject': 'What the event is about.',
  'SalesOrderEvent:time': 'When it happened.',
  data: 'What the event says.',

  // Orders, entitlements and mails
  receivedAt: 'When the order first came.',
  refusals: 'Revisions that were refused, with everything that was wrong with them.',
  'Order:state': '`rejected`: no revision was ever accepted.',
  recipients: 'How far the mail is, address by address.',
  'recipients.address': 'Address that the mail goes to.',
  'MailRecipient:address': 'Address that the mail goes to.',
  attempts: 'How often it was tried.',
  queuedAt: 'When it was to be sent.',
  settledAt: 'When its outcome was known for every address.',
  round: '1 for the first mail of a shipment, one more for each resend.',
  'Mail:to': 'Addresses that the mail goes to.',
  'Resent:to': 'Addresses that the mail goes to.',

  // Dead letters
  'DeadLetter:id': 'Of the dead letter; replay takes it.',
  'ReplayDeadLetterAnswer:id': 'Of the dead letter.',
  replayed: 'It went through.',
  service: 'Service that could not process it.',
  topic: 'Topic that it came on.',
  partition: 'Partition that it came on.',
  offset: 'Offset that it came at.',
  key: 'Key of the message.',
  headers: 'Headers of the message.',
  deadAt: 'When it was given up.',
  replayedAt: 'When it was processed after all.',
};
