import { type Answer, isObject, type Json, membersOf } from './answer.ts';
import { type Client, MOST_BYTES } from './client.ts';
import type { Contract } from './contract.ts';
import type { Credentials } from './credentials.ts';
import { Original } from './original.ts';
import { Failed, Skipped } from './outcome.ts';
import { mediaType } from './shape.ts';
import type { Target } from './target.ts';

/** The request of a check; by default a GET with the application's credentials. */
export interface Ask {
  readonly method?: string;
  /** Below the base URL, as it goes to the socket. */
  readonly path: string;
  /** Further query parameters, as they go to the socket. */
  readonly query?: string;
  /** The query parameters with the key, as they go to the socket; null: none. */
  readonly key?: string | null;
  /** Authorization fields. */
  readonly authorization?: readonly string[];
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** The settings of a run. */
export interface Setting {
  readonly target: Target;
  readonly credentials: Credentials;
  /** Paths of operations that differ from the contract's. */
  readonly paths: Readonly<Record<string, string>>;
  readonly uid: number | undefined;
}

/** The server as the checks see it; answers to reads are kept until something is written. */
export class Context {
  readonly contract: Contract;
  readonly setting: Setting;
  /** The partner whose status may be changed. */
  readonly original: Original;
  /** Why the certificate is not trusted. */
  untrusted: string | undefined;
  readonly #client: Client;
  readonly #kept = new Map<string, Promise<Answer>>();

  constructor(client: Client, contract: Contract, setting: Setting) {
    this.#client = client;
    this.contract = contract;
    this.setting = setting;
    this.original = new Original(this);
  }

  /** Sends a request and reads its answer; `whatever`: even after the end of the run. */
  send(ask: Ask, whatever = false): Promise<Answer> {
    const { method = 'GET', path, query = '', key = this.key, headers = [], body } = ask;
    const { authorization = [this.authorization] } = ask;
    if (method !== 'GET' && method !== 'HEAD') this.#kept.clear();
    const parameters = [query, key ?? ''].filter((each) => each !== '').join('&');
    return this.#client.send(
      {
        method,
        target: `${this.setting.target.path}${path}${parameters === '' ? '' : `?${parameters}`}`,
        headers: [
          ...['Accept', '*/*'],
          ...authorization.flatMap((value) => ['Authorization', value]),
          ...headers,
        ],
        ...(body !== undefined && { body }),
      },
      whatever,
    );
  }

  /** The answer to a plain GET. */
  read(path: string, query = ''): Promise<Answer> {
    const place = `${path}?${query}`;
    let answer = this.#kept.get(place);
    if (answer === undefined) {
      answer = this.send({ path, query });
      this.#kept.set(place, answer);
    }
    return answer;
  }

  /** The key, as the query parameter of every request. */
  get key(): string {
    return `key=${encodeURIComponent(this.setting.credentials.key)}`;
  }

  get authorization(): string {
    const { login, password } = this.setting.credentials;
    return basic(login, password);
  }

  /** Waits, if the run is not ended. */
  async pause(milliseconds: number): Promise<void> {
    await this.#client.pause(milliseconds);
  }

  /** The path of an operation. */
  pathOf(operationId: string, parameters: Readonly<Record<string, string | number>> = {}): string {
    const own = this.setting.paths[operationId] ?? this.contract.operations.get(operationId)?.path;
    return `${own}`.replaceAll(/\{(\w+)\}/g, (_, name) => `${parameters[name]}`);
  }

  /** The uid of a partner: as given, else the first one of the list, else 1. */
  async uid(): Promise<number> {
    const { uid } = this.setting;
    if (uid !== undefined) return uid;
    const { status, json } = await this.read(this.pathOf('listUsers'));
    const first: unknown = status === 200 && Array.isArray(json) ? json[0]?.uid : undefined;
    return Number.isSafeInteger(first) && Number(first) > 0 ? Number(first) : 1;
  }

  /** The path of one partner. */
  async partner(): Promise<string> {
    return this.pathOf('getUser', { uid: await this.uid() });
  }

  /** The JSON of a GET that another check judges; without 200 and JSON, nothing more can be said. */
  async json(path: string, query = ''): Promise<unknown> {
    const answer = await this.read(path, query);
    if (answer.status !== 200 || answer.json === undefined) {
      throw new Skipped(`GET ${withoutValues(path)} is not answered with 200 and JSON`);
    }
    return answer.json;
  }

  /** The object of a GET that another check judges. */
  async object(path: string): Promise<Json> {
    const value = await this.json(path);
    if (isObject(value)) return value;
    throw new Skipped(`GET ${withoutValues(path)} is not answered with an object`);
  }

  /** The objects of a list that another check judges. */
  async list(operationId: string, query = ''): Promise<readonly Json[]> {
    return objectsIn(await this.json(this.pathOf(operationId), query), operationId);
  }

  /** The whole list, or the reason why only its beginning is known. */
  async wholeList(operationId: string, query = ''): Promise<readonly Json[]> {
    const list = await this.list(operationId, query);
    const { cut } = await this.read(this.pathOf(operationId), query);
    if (cut) throw new Skipped(`${operationId} is longer than ${MOST_BYTES / 2 ** 20} MiB`);
    return list;
  }
}

/** The violations that a refusal lists. */
export function errorsOf(answer: Answer): readonly Json[] {
  const { errors } = membersOf(answer);
  if (!Array.isArray(errors)) throw new Failed('there is no array errors');
  return errors;
}

/** The objects of an array. */
export function objectsIn(value: unknown, name: string): readonly Json[] {
  if (!Array.isArray(value)) throw new Skipped(`${name} is not an array`);
  return value.filter((item) => typeof item === 'object' && item !== null);
}

/** The Authorization field of a login and a password (RFC 7617). */
export function basic(login: string, password: string): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** A path without the keys of records. */
function withoutValues(path: string): string {
  return path.replaceAll(/\/\d+(?=\/|$)/g, '/{uid}');
}

/** The JSON of an answer. Fails if it is of another type. */
export function expectJson(answer: Answer): unknown {
  if (!answer.isOf('application/json')) {
    throw new Failed(
      `answered ${mediaType(answer.header('content-type'))}, expected application/json`,
    );
  }
  if (answer.json === undefined) throw new Failed('the body is not JSON in UTF-8');
  return answer.json;
}

/** Fails unless the answer has this status and this code. */
export function expectRefusal(answer: Answer, status: number, code: string): void {
  if (answer.status !== status) {
    throw new Failed(`answered ${statusInWords(answer)}, expected ${status} ${code}`);
  }
  const found = codeOf(answer);
  if (found !== code) throw new Failed(`the code is ${found}, expected ${code}`);
}

/** The code of a refusal, if it looks like one of the catalogue. */
export function codeOf(answer: Answer): string {
  const { code } = membersOf(answer);
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : 'none of the catalogue';
}

/** A status; that of a redirection with what became of it. */
export function statusInWords({ status }: Answer): string {
  return status >= 300 && status < 400 ? `${status} (redirections are not followed)` : `${status}`;
}
