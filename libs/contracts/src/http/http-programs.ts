import { z } from 'zod';
import { json, page, paging, type Route } from './http-route.ts';

/** Programs and rules over HTTP (L10, L12): what can be done with which product, and why something is refused. */

const action = z.enum(['transfer', 'return', 'purchase', 'decrease', 'stock-purchase', 'stock-move']);

const program = z.object({
  name: z.string().describe('As products name it.'),
  offers: z.array(action).describe("What can be asked for the program's licenses."),
  licenseKeys: z.boolean().describe('The licenses of an order come under one license key.'),
  accountPriced: z.boolean().describe("Licenses billed monthly cost the account's own price where it has one."),
  rules: z
    .array(z.looseObject({ code: z.string().describe('Of the rule.') }))
    .describe('The rules that have to hold, with their parameters.'),
});

const rule = z.object({
  code: z.string().describe('Of the rule and of the violation; never renamed.'),
  rules: z.array(z.string()).describe('Rules of the domain that it carries out.'),
  sentence: z.string().describe('What has to hold.'),
  remedy: z.string().describe('What would make it possible.'),
  programs: z.array(z.string()).describe('Programs that name it; none: it holds whatever the program.'),
  on: z.array(action).optional().describe('The actions that it is about; absent: all.'),
  parameters: z
    .array(
      z.object({
        name: z.string().describe('Name of the parameter.'),
        kind: z.enum(['one', 'some', 'ranks']).describe('One of the values, a list of some, or lists by device type.'),
        values: z.array(z.string()).optional().describe('What can be given.'),
      }),
    )
    .describe('What a program has to say with it.'),
});

/** Schemas of these routes that are worth a name. */
export const programSchemas = { Program: program, Rule: rule };

export const programRoutes: readonly Route[] = [
  {
    id: 'listPrograms',
    method: 'GET',
    path: '/api/programs',
    service: 'ledger',
    summary: 'The programs that products are sold under, each with its rules and their parameters',
    description: 'By name: the built-in ones and those of the operators.',
    query: paging,
    answers: [json(200, 'A page of programs.', page(program))],
  },
  {
    id: 'listRules',
    method: 'GET',
    path: '/api/rules',
    service: 'ledger',
    summary: 'Every code by which a request for licenses can be refused',
    description: 'By code.',
    query: paging,
    answers: [json(200, 'A page of rules.', page(rule))],
  },
  {
    id: 'showRule',
    method: 'GET',
    path: '/api/rules/{code}',
    service: 'ledger',
    summary: 'What has to hold, and what would make it possible',
    parameters: { code: 'Of a violation, or the `reason` of a license.' },
    answers: [json(200, 'The rule.', rule)],
    problems: { 404: 'No request is refused by such a code.' },
  },
];
