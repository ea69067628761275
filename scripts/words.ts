import type { OperationId } from '../src/contract/operations.ts';
import type { RefusalCode } from '../src/contract/refusals.ts';

/** What the English README says of each operation; the contract's own texts are French. */
export const OPERATIONS_IN_ENGLISH: Readonly<Record<OperationId, string>> = {
  getIndex: 'the application recognised, and the operations',
  setUserStatut: 'registers (`{"action": 1}`) or unregisters (`{"action": 0}`) a partner',
  getUser: 'one partner',
  listUsers: 'all partners; `statut=0` or `statut=1` keeps some',
  listThematiques: 'all thématiques',
  getActualisation: 'everything, in one document',
  getActualisationSemestre: 'the same, created or modified in a half-year such as `2016-S1`',
  listCampagnes: 'all campagnes',
  listPropositions: 'all propositions',
};

/** When each refusal is given, for the English README. */
export const REFUSALS_IN_ENGLISH: Readonly<Record<RefusalCode, string>> = {
  identification_requise: 'no `Authorization` header, or not Basic, or malformed',
  identifiants_invalides: 'unknown login or wrong password',
  cle_manquante: 'no `key` in the query string',
  cle_inconnue: 'no application has that key',
  cle_non_associee: "the key is another application's than the login",
  requete_invalide:
    'a malformed or repeated parameter; a body that is not JSON or breaks the schema (`errors` says where)',
  partenaire_inconnu: 'no partner has this uid',
  ressource_inconnue: 'no such path',
  methode_non_autorisee: 'the path exists with another method (see `Allow`)',
  corps_trop_volumineux: 'a body over 16 KiB',
  type_non_supporte: 'a body that is not `application/json`',
  non_documente: 'only documented operations are served (`--documented-only`)',
  erreur_interne: 'a fault of the server',
};
