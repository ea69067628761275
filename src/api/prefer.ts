import type { FastifyReply, FastifyRequest } from 'fastify';
import { REFUSALS, type RefusalCode } from '../contract/refusals.ts';
import { STATUS_CODES } from '../node-http.ts';
import { NO_DELAYS } from '../traffic/delays.ts';
import type { Decision } from '../traffic/rules.ts';

/** The longest wait of a Prefer field, in seconds. */
const LONGEST_WAIT = 600;

/** The preferences of a Prefer field, or of several joined by Node: separated by commas outside quotes. */
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;

/** A known preference: its name, and its value as a quoted string or a token; parameters may follow. */
const PREFERENCE = /^\s*(code|wait)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?:;|$)/i;

/**
 * The preferences of a request (RFC 7240): `Prefer: code=503, wait=2` answers 503 after two seconds; each can be given
 * alone, and `code` may be the name of a refusal. The first of several counts; invalid preferences and their parameters
 * are ignored, as §2 of the RFC requires.
 */
export function preferred({ headers }: FastifyRequest, reply: FastifyReply): Decision | undefined {
  const preferences = new Map<string, string>();
  for (const preference of String(headers.prefer).match(PREFERENCES) ?? []) {
    const [, name = '', quoted, token] = PREFERENCE.exec(preference) ?? [];
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '';
    if (name && !preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value);
  }
  const code = preferences.get('code') ?? '';
  const refusal = Object.hasOwn(REFUSALS, code) ? (code as RefusalCode) : undefined;
  const status = refusal ? REFUSALS[refusal].status : statusOf(code);
  const wait = preferences.get('wait') ?? '';
  const delay =
    /^\d+(\.\d+)?$/.test(wait) && Number(wait) <= LONGEST_WAIT ? Number(wait) : undefined;
  if (status === undefined && delay === undefined) return undefined;
  reply.header(
    'preference-applied',
    [status !== undefined && `code=${refusal ?? status}`, delay !== undefined && `wait=${delay}`]
      .filter(Boolean)
      .join(', '),
  );
  return {
    rules: ['Prefer'],
    delays: { ...NO_DELAYS, before: (delay ?? 0) * 1000 },
    action: actionOf(status, refusal),
  };
}

function actionOf(status: number | undefined, code: RefusalCode | undefined): Decision['action'] {
  if (code !== undefined) return { action: 'refuse', code };
  return status === undefined ? { action: 'pass' } : { action: 'answer', status };
}

function statusOf(code: string): number | undefined {
  const status = Number(code);
  return /^\d{3}$/.test(code) && STATUS_CODES[status] !== undefined && status >= 200
    ? status
    : undefined;
}
