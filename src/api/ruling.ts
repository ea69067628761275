import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation, Paths } from '../contract/operations.ts';
import type { Decision, RuledRequest } from '../traffic/rules.ts';
import { accessOf } from './identification.ts';
import { type Recorder, requestBodyOf } from './recorder.ts';

type Done = (error?: Error) => void;

/** Asks a world's rules, and does what they decide (CONTRACT.md §4: after 501, before 415). */
export interface Ruling {
  /** Asks before the body is read, unless a rule that may apply looks at the body. `done` is not called where a rule answers instead. */
  ask(request: FastifyRequest, reply: FastifyReply, done: Done): void;
  /** Asks those rules once the body has been read. */
  askAgain(request: FastifyRequest, reply: FastifyReply, done: Done): void;
}

/** `closing`: the server is about to stop. */
export function createRuling(paths: Paths, recorder: Recorder, closing: AbortSignal): Ruling {
  const act = async (
    decision: Decision,
    request: FastifyRequest,
    reply: FastifyReply,
    done: Done,
  ) => {
    const { trace } = request;
    trace.entry.rule = decision.rule;
    trace.entry.requestBody = requestBodyOf(request);
    recorder.watch(request, reply);
    const { simulate } = await simulation();
    if (!(await simulate(decision, request, reply, { paths, closing }))) done();
  };
  const decide = (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    const { world } = accessOf(request);
    const decision = world.rules.decide(asRuled(request), () => world.time().getTime());
    if (decision === undefined) done();
    else void act(decision, request, reply, done).catch(done);
  };
  return {
    ask(request, reply, done) {
      const { rules } = accessOf(request).world;
      const { operation } = request.routeOptions.config;
      const late = operation?.body !== undefined && rules.needsBody(asRuled(request));
      const rest = () => {
        if (!late) return decide(request, reply, done);
        request.trace.undecided = true;
        done();
      };
      if (request.headers.prefer === undefined) return rest();
      simulation()
        .then(({ preferred }) => {
          const decision = preferred(request, reply);
          if (decision === undefined) rest();
          else return act(decision, request, reply, done);
        })
        .catch(done);
    },

    askAgain(request, reply, done) {
      const { trace } = request;
      // Its body has arrived: it may be the last moment before it changes something.
      if (trace.epoch.ended) return recorder.abandon(request, reply);
      if (!trace.undecided) return done();
      trace.undecided = false;
      decide(request, reply, done);
    },
  };
}

/** Loaded by the first request that needs it: most never do. */
function simulation() {
  return import('./simulation.ts');
}

/** A request as rules see it. */
function asRuled(request: FastifyRequest): RuledRequest {
  return {
    operation: (request.routeOptions.config.operation as Operation).operationId,
    subjects: request.trace.entry.subjects,
    query: request.query as Record<string, unknown>,
    headers: request.headers,
    body: () => request.body,
  };
}
