/** Of every answer with status 200 (CONTRACT.md §5). */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
