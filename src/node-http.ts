import { createRequire } from 'node:module';

/**
 * `node:http`. An `import` of it reads all its exports, and so makes Node load its client of the Fetch API for the sake
 * of `WebSocket`: 10 of 220 ms of the processor time of a start.
 */
export const {
  createServer,
  ServerResponse,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} = createRequire(import.meta.url)('node:http') as typeof import('node:http');
