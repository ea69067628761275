import { RuleDefinition } from '../traffic/schemas.ts';
import { listOf, Rule } from './answers.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';

const ruleId = { id: schemas.RuleId };

const RULE = {
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
    summary: 'List the rules in order, with how often they matched and acted',
    answer: { description: 'The rules.', schema: listOf(Rule) },
    run: ({ control }) => control.listRules(),
  },
  {
    operationId: 'addRule',
    method: 'POST',
    path: '/rules',
    tag: 'Rules',
    summary: 'Add a rule after the others, or replace the one with its id',
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
];
