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

/** What README.fr.md says of each option: what it does, and what holds without it. */
export const OPTIONS_IN_FRENCH: Readonly<
  Record<string, readonly [help: string, otherwise: string]>
> = {
  port: ['le port d’écoute ; 0 en prend un libre', '3000'],
  host: ['l’adresse d’écoute ; 0.0.0.0 les prend toutes', '127.0.0.1'],
  database: [
    'garder l’état dans ce fichier SQLite ; un redémarrage reprend où l’on en était',
    'en mémoire',
  ],
  fixtures: ['servir les données de ce dossier', 'les données fournies'],
  generate: [
    'inventer des partenaires jusqu’à ce nombre, et des propositions de leur part ; 10000000 au plus',
    'ceux des données seulement',
  ],
  seed: ['quels partenaires sont inventés : la même graine donne les mêmes', '1'],
  reseed: ['oublier ce que contient la base et repartir des données', 'non'],
  'documented-only': ['ne servir que ce que le document décrit ; le reste répond 501', 'non'],
  path: [
    'déplacer une opération de niveau « nommé », par exemple listUsers=/partenaires ; répétable',
    'ceux du tableau des opérations',
  ],
  docs: ['se passer de Swagger UI et du document OpenAPI', 'ils sont servis'],
  control: ['se passer du plan de contrôle', 'il est servi'],
  'control-token': [
    'ce que doivent envoyer les clients du plan de contrôle (« Authorization: Bearer … ») ; nécessaire quand --host peut être joint d’ailleurs',
    'aucun',
  ],
  'control-open': ['laisser quiconque joint le serveur le contrôler, sans jeton', 'non'],
  now: [
    'l’heure de départ de l’horloge, par exemple 2016-03-14T09:26:53Z ; elle avance à partir de là',
    'l’heure de la machine',
  ],
  'log-level': ['ce qui est journalisé : silent, error, warn, info, debug', 'info'],
  'log-format': ['la forme du journal : json ou pretty', 'pretty sur un terminal, json ailleurs'],
};
