import type { NearMiss } from '../traffic/verification.ts';
import type { Violation } from '../world/world-error.ts';

/** The challenge in the answer to a request without the token (RFC 6750 §3). */
export const TOKEN_CHALLENGE = 'Bearer realm="faire-simple-mock"';

/** The refusals of the control plane, with their status. */
export const CONTROL_REFUSALS = {
  token_required: { status: 401, title: 'Token required' },
  host_refused: { status: 403, title: 'Host refused' },
  origin_refused: { status: 403, title: 'Origin refused' },
  invalid_request: { status: 400, title: 'Invalid request' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  not_received: { status: 409, title: 'Not received' },
  not_verified: { status: 409, title: 'Not verified' },
  not_decided: { status: 409, title: 'Not decided' },
  world_reset: { status: 409, title: 'World reset' },
  body_too_large: { status: 413, title: 'Body too large' },
  unsupported_type: { status: 415, title: 'Unsupported content type' },
  storage_failed: { status: 507, title: 'Storage failed' },
  internal_error: { status: 500, title: 'Internal error' },
} as const;

export type ControlCode = keyof typeof CONTROL_REFUSALS;

/** A refusal of the control plane (RFC 9457), in English. */
export class ControlRefusal extends Error {
  readonly code: ControlCode;
  readonly status: number;
  readonly errors: readonly Violation[];
  /** Whether there are more errors than listed. */
  readonly more: boolean;
  readonly nearest: readonly NearMiss[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ControlCode,
    detail: string,
    more: {
      errors?: readonly Violation[];
      more?: boolean;
      nearest?: readonly NearMiss[];
      headers?: Record<string, string>;
    } = {},
  ) {
    super(detail);
    this.name = 'ControlRefusal';
    this.code = code;
    this.status = CONTROL_REFUSALS[code].status;
    this.errors = more.errors ?? [];
    this.more = more.more ?? false;
    this.nearest = more.nearest;
    this.headers = more.headers ?? {};
  }

  toDocument(): object {
    return {
      type: `urn:faire-simple-mock:problem:${this.code}`,
      title: CONTROL_REFUSALS[this.code].title,
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.errors.length > 0 && { errors: this.errors }),
      ...(this.more && { more: true }),
      ...(this.nearest && { nearest: this.nearest }),
    };
  }
}
