import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 3;

/** A client of faire-simple. */
export class FaireSimple {
  #url;
  #authorization;
  #key;

  constructor({ url, login, password, key }) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
    this.#key = key;
  }

  getUser(uid) {
    return this.#call(`/users/${uid}`);
  }

  /** 1 registers the partner, 0 unregisters it. */
  setStatut(uid, action) {
    return this.#call(`/users/${uid}/statut`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action }),
    });
  }

  async #call(path, { headers, ...options } = {}) {
    const url = `${this.#url}${path}?${new URLSearchParams({ key: this.#key })}`;
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(url, {
        ...options,
        headers: { ...headers, authorization: this.#authorization },
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      if (response.status !== 503 || attempt === ATTEMPTS) {
        throw new Error(`faire-simple answered ${response.status}: ${text}`);
      }
      await sleep(Number(response.headers.get('retry-after') ?? 1) * 1000);
    }
  }
}
