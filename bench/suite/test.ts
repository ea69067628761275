import type { Mock } from './mock.ts';

/** A test that the author of a client of faire-simple writes. */
export interface Test {
  readonly id: string;
  /** The subject of the test, in English and in French. */
  readonly en: string;
  readonly fr: string;
  /** A server of its own: over HTTPS, or with 10,000 partners. */
  readonly needs?: 'https' | 'large';
  /** Rejects if the mock server does not pass. */
  run(mock: Mock): Promise<void>;
}
