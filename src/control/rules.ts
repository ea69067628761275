import { RuleDefinition } from '../traffic/schemas.ts';
import { listOf, Released, Rule } from './answers.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';

const ruleId = { id: schemas.RuleId };

const RULE = {
  id: 'un-503',
  operation: 'getUser',
  times: 1,
  // biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
  then: { action: 'answer', status: 503, headers: { 'retry-after': '1' } },
};

/** The operations on rules. */
export const RULES: readonly ControlOperation[] = [
  {
    operationId: 'listRules',
    method: 'GET',
    path: '/rules',
    tag: 'Rules',
    summary:
      'List the rules in the order in which they are asked, with how often they matched and acted',
    answer: { description: 'The rules.', schema: listOf(Rule) },
    run: ({ control }) => control.listRules(),
  },
  {
    operationId: 'addRule',
    method: 'POST',
    path: '/rules',
    tag: 'Rules',
    summary: 'Add a rule before the others of its priority, or replace the one with its id',
    body: RuleDefinition,
    example: RULE,
    answer: { description: 'The rule, with its id and its seed.', schema: Rule },
    created: true,
    run: ({ control, body }) => control.addRule(body),
  },
  {
    operationId: 'replaceRules',
    method: 'PUT',
    path: '/rules',
    tag: 'Rules',
    summary: 'Replace all rules; an empty list removes them',
    body: schemas.RuleDefinitions,
    example: [RULE],
    answer: { description: 'The rules.', schema: listOf(Rule) },
    run: ({ control, body }) => control.replaceRules(body),
  },
  {
    operationId: 'clearRules',
    method: 'DELETE',
    path: '/rules',
    tag: 'Rules',
    summary: 'Remove the rules that were added: those of the start are as they were then',
    run: ({ control }) => control.clearRules(),
  },
  {
    operationId: 'deleteRule',
    method: 'DELETE',
    path: '/rules/{id}',
    tag: 'Rules',
    summary: 'Delete a rule',
    params: ruleId,
    run: ({ control, params }) => control.deleteRule(params.id),
  },
  {
    operationId: 'releaseRule',
    method: 'POST',
    path: '/rules/{id}/release',
    tag: 'Rules',
    summary: 'Release the requests that a rule holds, oldest first',
    params: ruleId,
    body: schemas.RuleRelease,
    bodyOptional: true,
    example: { count: 1 },
    answer: { description: 'The number of released requests.', schema: Released },
    run: ({ control, params, body }) => control.releaseRule(params.id, body),
  },
  {
    operationId: 'unusedRules',
    method: 'GET',
    path: '/rules/unused',
    tag: 'Rules',
    summary: 'List the added rules that should have acted, and have not',
    answer: {
      description:
        'The rules that acted fewer times than `times`, or never without it; not those of the fixtures, of chance or of a rate limit.',
      schema: listOf(Rule),
    },
    run: ({ control }) => control.unusedRules(),
  },
];
