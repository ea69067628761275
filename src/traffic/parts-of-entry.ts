import type { Subjects } from '../contract/operations.ts';
import type { Entry } from './entry.ts';
import {
  DROPPED,
  fieldValues,
  pathBelowBase,
  queryValues,
  type RequestParts,
} from './request-parts.ts';

/** The parts of a request in the journal. */
export class PartsOfEntry implements RequestParts {
  readonly #entry: Entry;

  constructor(entry: Entry) {
    this.#entry = entry;
  }

  get method(): string {
    return this.#entry.method;
  }

  get subjects(): Subjects {
    return this.#entry.subjects;
  }

  path(): string | typeof DROPPED {
    const { details } = this.#entry;
    return details ? pathBelowBase(details.url) : DROPPED;
  }

  query(name: string): readonly string[] | typeof DROPPED {
    const { details } = this.#entry;
    return details ? queryValues(details.url, name) : DROPPED;
  }

  header(name: string): readonly string[] | typeof DROPPED {
    const { details } = this.#entry;
    return details ? fieldValues(details.rawHeaders, name) : DROPPED;
  }

  body(): unknown {
    const { requestBody } = this.#entry;
    if (requestBody === undefined) return DROPPED;
    if (requestBody === null) return undefined;
    // A whole body that is not UTF-8 is not JSON.
    if (typeof requestBody !== 'string') {
      return requestBody.length > requestBody.bytes.length ? DROPPED : undefined;
    }
    try {
      return JSON.parse(requestBody);
    } catch {
      return undefined;
    }
  }
}
