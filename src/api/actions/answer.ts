import { BASE_PATH } from '../../contract/operations.ts';
import { codeOfStatus, Refusal, type RefusalCode } from '../../contract/refusals.ts';
import { PROBLEM_TYPE, plainProblem } from '../../http/problems.ts';
import type { Action } from '../../traffic/types.ts';
import { JSON_TYPE } from '../media-types.ts';
import { createPathMatch, operationsAt, refusalOfMethod } from '../paths.ts';
import { send } from '../send.ts';
import type { Acting } from './acting.ts';

/** Answers with the status, headers and body of a rule; by default, the body of an error is the refusal of its status. */
export function answerInstead(
  { status, headers, body }: Extract<Action, { action: 'answer' }>,
  acting: Acting,
): void {
  const { request, reply } = acting;
  // A refusal that the work has found is not sent.
  request.trace.refusal = null;
  reply.code(status);
  if (typeof body === 'string') sendText(acting, body, 'text/plain; charset=utf-8', headers);
  else if (body !== undefined) sendText(acting, JSON.stringify(body), JSON_TYPE, headers);
  else if (status < 400) sendText(acting, undefined, undefined, headers);
  else {
    const code = codeOfStatus(status, request.trace.operation?.refusals);
    if (code !== undefined) sendRefusal(code, acting, headers);
    else sendText(acting, JSON.stringify(plainProblem(status)), PROBLEM_TYPE, headers);
  }
}

/**
 * Answers with a refusal of the catalogue (CONTRACT.md §4): its status, headers and document. `headers` have precedence
 * over its own.
 */
export function sendRefusal(
  code: RefusalCode,
  acting: Acting,
  headers?: Readonly<Record<string, string>>,
): void {
  const { request, reply, rules } = acting;
  const refusal = code === 'methode_non_autorisee' ? refusalOfMethods(acting) : new Refusal(code);
  request.trace.refusal = { code, explanation: `simulated by the rule ${rules.at(-1)}` };
  reply.code(refusal.status).headers(refusal.headers);
  sendText(acting, JSON.stringify(refusal.toDocument()), PROBLEM_TYPE, headers);
}

function refusalOfMethods({ request, paths }: Acting): Refusal {
  const { operation } = request.trace;
  if (operation) return refusalOfMethod(operationsAt(paths, operation));
  const [path = ''] = request.url.slice(BASE_PATH.length).split('?', 1);
  const found = createPathMatch(paths)(path);
  return found.length > 0
    ? refusalOfMethod(found)
    : new Refusal('methode_non_autorisee', undefined, { headers: { allow: '' } });
}

function sendText(
  { request, reply }: Acting,
  text: string | undefined,
  type: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): void {
  reply.headers(headers);
  if (type !== undefined && !reply.hasHeader('content-type')) reply.type(type);
  request.trace.answer = text;
  send(request, reply, text);
}
