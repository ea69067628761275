/** The address and the credentials that a client is given. */
export interface Account {
  /** The base URL of the API, without a slash at its end. */
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
}

/** A request that came, as the mock server tells it afterwards. */
export interface Seen {
  readonly method: string;
  /** Below the base URL, without the query. */
  readonly path: string;
  /** The body's text, or an empty one. */
  readonly body: string;
}

/** A fault of a request, in place of the usual answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter: string }
  /** The usual answer, after a number of milliseconds. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The status 200, and an answer that breaks off before its end. */
  | { readonly kind: 'cut' }
  /** The change is made, and the connection closed without an answer. */
  | { readonly kind: 'lost' };

/** The parts of a mock server that tests control. */
export interface Abilities {
  /** Sets everything back to the start. */
  reset(): Promise<void>;
  /** The requests since the last reset, in their order. */
  requests(): Promise<readonly Seen[]>;
  /** Applies a fault to the next requests of this method and path, this number of times. */
  fault(method: string, path: string, fault: Fault, times: number): Promise<void>;
  /** Changes members of a partner, until the next reset. */
  change(uid: number, members: Readonly<Record<string, unknown>>): Promise<void>;
  /** Stops the server's clock at an instant. */
  freeze(at: string): Promise<void>;
  /** Revokes the key of the client's account. */
  revoke(): Promise<void>;
  /** Two accounts for two tests at once, at the same URL. */
  isolate(): Promise<readonly [Account, Account]>;
}

/** A running mock server, as a test sees it. */
export interface Mock extends Partial<Abilities> {
  readonly account: Account;
  /** The certificate of the authority that the client trusts, over HTTPS. */
  readonly ca?: string;
}

/** An ability of the mock server; throws where it has none. */
export function ability<Name extends keyof Abilities>(mock: Mock, name: Name): Abilities[Name] {
  const found = mock[name] as Abilities[Name] | undefined;
  if (found === undefined) throw new Error(`no ability "${name}"`);
  return found;
}
