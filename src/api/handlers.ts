import type { FastifyRequest } from 'fastify';
import { COLLECTIONS, type Collection, type CollectionName } from '../contract/collections.ts';
import { type Semestre, semestre } from '../contract/instants.ts';
import {
  BASE_PATH,
  type Change,
  OPERATIONS,
  type Operation,
  type OperationId,
  type Paths,
  type Subject,
} from '../contract/operations.ts';
import { NIVEAUX } from '../contract/provenance.ts';
import { Refusal } from '../contract/refusals.ts';
import type { World } from '../world/world.ts';
import { accessOf } from './identification.ts';
import { jsonArray, LongAnswer } from './long-answer.ts';
import type { Payload } from './send.ts';

/** Answers a valid request; a string is sent unchanged. Throws a `Refusal` for an unknown record. */
export type Handler = (request: FastifyRequest, world: World) => Payload;

/** The handler of an operation: derived from its subject, list or change, else one of `others()`. */
export function handlerOf(operation: Operation, paths: Paths, publicPath: string): Handler {
  const { operationId, subject, lists, change } = operation;
  if (subject && change) return changeRecord(subject, change);
  if (subject) return readRecord(subject);
  if (lists) return listRecords(lists, operation);
  return (others(paths, publicPath) as Record<OperationId, Handler>)[operationId];
}

/** The handlers of operations without a subject or a collection. */
function others(paths: Paths, publicPath: string): Partial<Record<OperationId, Handler>> {
  return {
    getIndex(request) {
      return JSON.stringify({
        application: { nom: accessOf(request).application.nom },
        operations: OPERATIONS.map(({ operationId, method, summary, provenance }) => ({
          operationId,
          methode: method,
          href: `${publicPath}${BASE_PATH}${paths[operationId]}`.replace(/\/$/, ''),
          resume: summary,
          provenance,
          niveau: NIVEAUX[provenance],
        })),
      });
    },

    getActualisation(request, world) {
      return long(request, () => actualisation(world));
    },

    getActualisationSemestre(request, world) {
      const { semestre: name } = request.params as { semestre: string };
      return long(request, () => actualisation(world, semestre(name)));
    },
  };
}

function readRecord(subject: Subject): Handler {
  return (request, world) => {
    const text = world.document(subject.collection, keyOf(subject, request));
    if (text === undefined) throw new Refusal(subject.unknown);
    return text;
  };
}

function changeRecord(subject: Subject, { from, to, dates, answers }: Change): Handler {
  const names = dates.map((members) => [to, ...members]);
  const { key: keyMember } = collectionOf(subject.collection);
  return (request, world) => {
    const key = keyOf(subject, request);
    const value = (request.body as Record<string, 0 | 1>)[from] as 0 | 1;
    const outcome = world.change(subject.collection, key, names[value] as string[], value);
    if (outcome === undefined) throw new Refusal(subject.unknown);
    request.trace.unchanged = !outcome.changed;
    const answer: Record<string, unknown> = {};
    for (const name of answers) answer[name] = name === keyMember ? key : outcome.members[name];
    return JSON.stringify(answer);
  };
}

function listRecords(name: CollectionName, { query }: Operation): Handler {
  const members = Object.keys(query);
  return (request, world) => {
    const values = request.query as Record<string, string | undefined>;
    const equal = members.flatMap((member) => {
      const value = values[member];
      return value === undefined ? [] : [{ member, value: Number(value) }];
    })[0];
    return long(request, () => jsonArray(world.list(name, equal ? { equal } : {})));
  };
}

function collectionOf(name: CollectionName): Collection {
  return COLLECTIONS.find((each) => each.name === name) as Collection;
}

/** The key in a checked path. Above 2^53 it may be rounded, but no record has such a key. */
function keyOf({ parameter }: Subject, request: FastifyRequest): number {
  return Number((request.params as Record<string, string>)[parameter]);
}

/** HEAD is answered without reading a record. */
function long({ method }: FastifyRequest, pieces: () => Iterable<Buffer>): LongAnswer | undefined {
  return method === 'HEAD' ? undefined : new LongAnswer(pieces);
}

/** The parts of an `Actualisation`; all collections are read at the call, so that they show one instant. */
function actualisation(world: World, periode: Semestre | null = null): Iterable<Buffer> {
  const filter = periode ? { semestre: periode } : {};
  const head = { genere_le: world.now(), periode };
  const collections = COLLECTIONS.map(({ name, plural }) => ({
    plural,
    lists: world.list(name, filter),
  }));
  return (function* () {
    yield Buffer.from(JSON.stringify(head).slice(0, -1));
    for (const { plural, lists } of collections) {
      yield Buffer.from(`,"${plural}":`);
      yield* jsonArray(lists);
    }
    yield Buffer.from('}');
  })();
}
