import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationId, Subjects } from '../contract/operations.ts';
import { fieldValues, pathBelowBase } from '../traffic/request-parts.ts';
import type { Decision, RuledRequest } from '../traffic/rules.ts';
import type { Means } from './actions/acting.ts';
import { accessOf } from './identification.ts';
import { type Recorder, requestBodyOf } from './recorder.ts';

type Done = (error?: Error) => void;

/** Applies a world's rules (CONTRACT.md §4: after 501, before 415). */
export interface Ruling {
  /**
   * Applies the rules before the body is read, unless a matching rule needs the body. `done` is not called if a rule
   * answers.
   */
  ask(request: FastifyRequest, reply: FastifyReply, done: Done): void;
  /** Applies the rules for refused requests to one that is refused before its body is read. */
  askRefused(refusal: Error, request: FastifyRequest, reply: FastifyReply, done: Done): void;
  /** Applies the rules that were waiting for the body. */
  askAgain(request: FastifyRequest, reply: FastifyReply, done: Done): void;
}

export function createRuling(recorder: Recorder, means: Means): Ruling {
  const act = async (
    decision: Decision,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ) => {
    const { trace } = request;
    recorder.simulated(request, decision);
    trace.entry.requestBody = requestBodyOf(request);
    recorder.watch(request, reply);
    const signal = signalOf(request, reply, means.closing);
    // At once: a test that has seen the request in the journal may release it.
    const released = decision.hold?.(signal);
    const { simulate } = await simulation();
    if (!(await simulate(decision, request, reply, { ...means, signal, released }))) done();
  };
  const decide = (request: FastifyRequest, reply: FastifyReply, done: Done, refused = false) => {
    const { world } = request.trace;
    const ruled = new Ruled(request, refused);
    const decision = world.rules.decide(ruled, () => world.time().getTime());
    if (decision === undefined) done();
    else void act(decision, request, reply, done).catch(done);
  };
  return {
    ask(request, reply, done) {
      const { rules } = accessOf(request).world;
      const { operation } = request.trace;
      const late =
        rules.forBodies &&
        operation?.body !== undefined &&
        rules.needsBody(new Ruled(request, false));
      const rest = () => {
        if (!late) return decide(request, reply, done);
        request.trace.undecided = true;
        done();
      };
      if (request.headers.prefer === undefined) return rest();
      import('./prefer.ts')
        .then(({ preferred }) => {
          const decision = preferred(request, reply);
          if (decision === undefined) rest();
          else return act(decision, request, reply, done);
        })
        .catch(done);
    },

    askRefused(refusal, request, reply, done) {
      if (!request.trace.world.rules.forRefused) return done(refusal);
      // Of @fastify/basic-auth; the refusal has it, too.
      reply.removeHeader('www-authenticate');
      decide(request, reply, (error = refusal) => done(error), true);
    },

    askAgain(request, reply, done) {
      const { trace } = request;
      // The epoch may have ended while the body arrived: this check precedes any change.
      if (trace.epoch.ended) return recorder.abandon(request, reply);
      if (!trace.undecided) return done();
      trace.undecided = false;
      decide(request, reply, done);
    },
  };
}

/** Aborted when the client leaves, the epoch ends or the server stops. */
export function signalOf(
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  else reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, closing, request.trace.epoch.signal]);
}

/** Loaded by the first request that needs it: most servers never do. */
function simulation() {
  return import('./simulation.ts');
}

/** A request in the form that rules need; its parts are made on demand. */
class Ruled implements RuledRequest {
  readonly refused: boolean;
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest, refused: boolean) {
    this.#request = request;
    this.refused = refused;
  }

  get operation(): OperationId | null {
    return this.#request.trace.operation?.operationId ?? null;
  }

  get subjects(): Subjects {
    return this.#request.trace.entry.subjects;
  }

  get method(): string {
    return this.#request.method;
  }

  path(): string {
    return pathBelowBase(this.#request.url);
  }

  query(name: string): readonly string[] {
    const values = this.#request.query as Readonly<Record<string, string | string[] | undefined>>;
    return [values[name] ?? []].flat();
  }

  header(name: string): readonly string[] {
    return fieldValues(this.#request.raw.rawHeaders, name);
  }

  body(): unknown {
    return this.#request.body;
  }
}
