/** Codes of what is refused of any body, message or request: what has to hold, and what would make it possible. */
export const readingCodes: Readonly<Record<string, readonly [sentence: string, remedy: string]>> = {
  INVALID: ['The value has one of the forms that are understood.', 'Change it as the message says.'],
  MESSAGE_TOO_LARGE: ['A message is no larger than its topic takes.', 'Send less in one message.'],
  REQUIRED: ['A field that is needed is there.', 'Add the field.'],
  TOO_LARGE: ['A number, text or list is not above its limit.', 'Stay within the limit.'],
  TOO_SMALL: ['A number, text or list is not below its limit.', 'Stay within the limit.'],
  UNKNOWN_COUNTRY: ['A country is one of ISO 3166-1.', 'Write the two letters of the country, as PL.'],
  UNKNOWN_FIELD: ['A command has only fields that it knows.', 'Write the nearest known name, or leave the field out.'],
  WRONG_PARAMETER: ['A parameter in the address has a value that its route takes.', 'Change it as the message says.'],
  UNKNOWN_PARAMETER: [
    'A query has only parameters that its route takes.',
    'Write the nearest known name, or leave the parameter out.',
  ],
  UNKNOWN_LANGUAGE: ['A language is a tag of BCP 47 for one that there is.', 'Use a tag such as de, fr-CA or ja.'],
  UNKNOWN_TIME_ZONE: ['A time zone is one of the IANA database.', 'Use a name such as Europe/Warsaw.'],
  UNKNOWN_TYPE: ['An event over HTTP is of a type that the route takes.', 'Send one of the types that are listed.'],
  UNKNOWN_VALUE: ['A value is one of those that are listed.', 'Use one of them.'],
  WRONG_FORMAT: ['A text has the form of its field.', 'Write it as the message says.'],
  WRONG_TYPE: ['A value has the type of its field.', 'Send it as that type.'],
  IDEMPOTENCY_KEY_REUSED: ['An Idempotency-Key stands for one request.', 'Use a new key for another request.'],
  EVENT_ID_REUSED: ['An event id of a source stands for one content.', 'Send other content under an id of its own.'],
  SKU_DIFFERS: ['The sku of a body is that of the address.', 'Leave sku out of the body.'],
};
