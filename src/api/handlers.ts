import type { FastifyRequest } from 'fastify';
import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { type Semestre, semestre } from '../contract/instants.ts';
import { OPERATIONS, type OperationId, type Paths } from '../contract/operations.ts';
import { NIVEAUX } from '../contract/provenance.ts';
import { Refusal } from '../contract/refusals.ts';
import { ChangementStatut } from '../contract/resources.ts';
import type { ChangementStatut as Change } from '../contract/types.ts';
import type { Filter } from '../store/lists.ts';
import type { World } from '../world/world.ts';
import { bodyReader, isJson } from './body.ts';
import { accessOf } from './identification.ts';
import { jsonArray, LongAnswer } from './long-answer.ts';
import type { Payload } from './send.ts';

/** What a handler returns is sent as it is. */
export type Handler = (request: FastifyRequest, world: World) => Payload;

/** One handler for each operation, by the same name. Parameters have been checked before. */
export function createHandlers(
  paths: Paths,
  basePath: string,
): Readonly<Record<OperationId, Handler>> {
  const readChange = bodyReader<Change>(ChangementStatut);

  const list =
    (name: CollectionName): Handler =>
    (request, world) => {
      const { statut } = request.query as { statut?: string };
      const filter: Filter =
        name === 'users' && statut !== undefined ? { statut: statut === '1' ? 1 : 0 } : {};
      return long(request, () => jsonArray(world.list(name, filter)));
    };

  return {
    getIndex(request) {
      return JSON.stringify({
        application: { nom: accessOf(request).application.nom },
        operations: OPERATIONS.map(({ operationId, method, summary, provenance }) => ({
          operationId,
          methode: method,
          href: `${basePath}${paths[operationId]}`.replace(/\/$/, ''),
          resume: summary,
          provenance,
          niveau: NIVEAUX[provenance],
        })),
      });
    },

    setUserStatut(request, world) {
      const uid = uidOf(request);
      const bytes = request.body as Buffer | undefined;
      if (bytes?.length && !isJson(request.headers['content-type'])) {
        // In the order of CONTRACT.md §4, an unknown partner comes first.
        if (world.user(uid) === undefined) throw new Refusal('partenaire_inconnu');
        throw new Refusal('type_non_supporte');
      }
      const change = world.setStatut(uid, readChange(bytes).action);
      if (change === undefined) throw new Refusal('partenaire_inconnu');
      request.trace.unchanged = !change.changed;
      return JSON.stringify(change.statut);
    },

    getUser(request, world) {
      const text = world.user(uidOf(request));
      if (text === undefined) throw new Refusal('partenaire_inconnu');
      return text;
    },

    listUsers: list('users'),
    listThematiques: list('thematiques'),
    listCampagnes: list('campagnes'),
    listPropositions: list('propositions'),

    getActualisation(request, world) {
      return long(request, () => actualisation(world));
    },

    getActualisationSemestre(request, world) {
      const { semestre: name } = request.params as { semestre: string };
      return long(request, () => actualisation(world, semestre(name)));
    },
  };
}

/** The uid of a request whose path has been checked. Beyond 2^53 it names nobody, however it is rounded. */
export function uidOf(request: FastifyRequest): number {
  return Number((request.params as { uid: string }).uid);
}

/** HEAD is answered without reading a record. */
function long({ method }: FastifyRequest, pieces: () => Iterable<Buffer>): LongAnswer | undefined {
  return method === 'HEAD' ? undefined : new LongAnswer(pieces());
}

/** The pieces of an `Actualisation`; every collection is taken at the call, so that they show one instant. */
function actualisation(world: World, periode: Semestre | null = null): Iterable<Buffer> {
  const filter = periode ? { semestre: periode } : {};
  const head = { genere_le: world.now(), periode };
  const collections = COLLECTIONS.map(({ name, plural }) => ({
    plural,
    pages: world.list(name, filter),
  }));
  return (function* () {
    yield Buffer.from(JSON.stringify(head).slice(0, -1));
    for (const { plural, pages } of collections) {
      yield Buffer.from(`,"${plural}":`);
      yield* jsonArray(pages);
    }
    yield Buffer.from('}');
  })();
}
