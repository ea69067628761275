import type { Choice } from './provenance.ts';

/** One row of the table of refusals (CONTRACT.md §4); all of it is `inferred`. */
export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  /** The condition of the refusal, for readers of the contract. */
  readonly when: string;
  /** The condition in English, for docs/troubleshooting.md. */
  readonly english: string;
  /** The default `detail`: how to correct the request. */
  readonly detail: string;
  /** Header fields of each such answer. `Allow` depends on the path and is added with it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly choice: Choice;
}

/** The challenge in each 401 (RFC 7617 §2.1). */
export const CHALLENGE = 'Basic realm="faire-simple", charset="UTF-8"';

const challenge = { 'www-authenticate': CHALLENGE };

/** The refusals, in the order of their checks. */
export const REFUSALS = {
  identification_requise: {
    status: 401,
    title: 'Identification requise',
    when: 'Pas d’en-tête Authorization, ou il n’est pas de type Basic, ou il est mal formé ou répété.',
    english: 'no `Authorization` header, or one that is not Basic, malformed or repeated',
    detail:
      'Envoyez l’en-tête « Authorization: Basic … », où … est « login:mot de passe » en base64 (RFC 7617).',
    headers: challenge,
    choice: {
      reason: {
        en: '401 is HTTP’s status for missing credentials; it makes clients and browsers send them',
        fr: '401 est le statut de HTTP pour des identifiants absents ; il amène clients et navigateurs à les envoyer',
      },
      alternatives: {
        en: '403; 400 for a malformed header field; a redirect to a login page',
        fr: '403 ; 400 pour un en-tête mal formé ; une redirection vers une page de connexion',
      },
    },
  },
  identifiants_invalides: {
    status: 401,
    title: 'Identifiants invalides',
    when: 'Login inconnu ou mot de passe erroné (la réponse ne dit pas lequel).',
    english: 'unknown login or wrong password',
    detail:
      'Login ou mot de passe incorrect : vérifiez les identifiants remis à votre application.',
    headers: challenge,
    choice: {
      reason: {
        en: '401 again, and one answer for both cases, so that logins cannot be guessed one by one',
        fr: 'encore 401, et une seule réponse pour les deux cas, si bien que les logins ne se devinent pas un à un',
      },
      alternatives: {
        en: '403; an answer that tells an unknown login from a wrong password; a lock after some attempts',
        fr: '403 ; une réponse qui distingue login inconnu et mot de passe erroné ; un blocage après quelques essais',
      },
    },
  },
  cle_manquante: {
    status: 403,
    title: 'Clé d’API manquante',
    when: 'Pas de paramètre « key » dans l’URL, ou il est vide ou répété (dans le corps ou un en-tête, il ne compte pas).',
    english: 'no `key` in the query string, or one that is empty or repeated',
    detail:
      'Ajoutez la clé d’API de votre application à l’URL : « ?key=… », pour les requêtes POST aussi.',
    choice: {
      reason: {
        en: 'the sender is known by then, and no other login helps: 403, not 401',
        fr: 'l’expéditeur est déjà connu, et un autre login n’y changerait rien : 403, et non 401',
      },
      alternatives: {
        en: '401; 400, as for any missing parameter',
        fr: '401 ; 400, comme pour tout paramètre manquant',
      },
    },
  },
  cle_inconnue: {
    status: 403,
    title: 'Clé d’API inconnue',
    when: 'Aucune application n’a cette clé.',
    english: 'no application has that key',
    detail:
      'Aucune application n’a la clé passée dans « key » : vérifiez la clé remise à votre application.',
    choice: {
      reason: {
        en: 'the sender is known by then, and no other login helps: 403, not 401',
        fr: 'l’expéditeur est déjà connu, et un autre login n’y changerait rien : 403, et non 401',
      },
      alternatives: { en: '401; 404', fr: '401 ; 404' },
    },
  },
  cle_non_associee: {
    status: 403,
    title: 'Clé d’API d’une autre application',
    when: 'La clé et le login sont ceux de deux applications différentes.',
    english: 'the key and the login belong to different applications',
    detail:
      'La clé passée dans « key » est celle d’une autre application : utilisez le login et la clé d’une même application.',
    choice: {
      reason: {
        en: 'the text gives each application its key and its credentials: those of two applications identify none',
        fr: 'le document donne à chaque application sa clé et ses identifiants : ceux de deux applications n’en identifient aucune',
      },
      alternatives: {
        en: 'key and login checked independently, and any pair accepted',
        fr: 'clé et login vérifiés séparément, et toute paire acceptée',
      },
    },
  },
  ressource_inconnue: {
    status: 404,
    title: 'Ressource inconnue',
    when: 'Ce chemin n’existe pas.',
    english: 'no such path',
    detail: 'Ce chemin n’existe pas.',
    choice: {
      reason: {
        en: 'HTTP’s status for an unknown path',
        fr: 'le statut de HTTP pour un chemin inconnu',
      },
      alternatives: {
        en: 'a page in HTML; 200 with an empty answer',
        fr: 'une page HTML ; 200 avec une réponse vide',
      },
    },
  },
  methode_non_autorisee: {
    status: 405,
    title: 'Méthode non autorisée',
    when: 'Le chemin existe, mais pas avec cette méthode ; l’en-tête Allow donne les méthodes admises.',
    english: 'the path exists, but not with this method; `Allow` lists its methods',
    detail: 'Ce chemin n’admet pas cette méthode.',
    choice: {
      reason: {
        en: 'HTTP’s status for a known path with another method',
        fr: 'le statut de HTTP pour un chemin connu avec une autre méthode',
      },
      alternatives: {
        en: '404; another method treated as GET',
        fr: '404 ; une autre méthode traitée comme GET',
      },
    },
  },
  non_documente: {
    status: 501,
    title: 'Opération non documentée',
    when: 'L’opération n’est pas documentée, et le serveur ne sert que celles qui le sont (`--documented-only`).',
    english:
      'the operation is not documented, and the server serves only documented ones (`--documented-only`)',
    detail:
      'Le document de référence ne décrit pas cette opération, et ce serveur ne sert que ce qui est documenté.',
    choice: {
      reason: {
        en: 'HTTP’s status for a function that a server lacks; it cannot be mistaken for a wrong path',
        fr: 'le statut de HTTP pour une fonction qu’un serveur n’a pas ; il ne se confond pas avec un mauvais chemin',
      },
      alternatives: { en: '404', fr: '404' },
    },
  },
  type_non_supporte: {
    status: 415,
    title: 'Type de contenu non supporté',
    when: 'Le Content-Type du corps n’est pas « application/json », ou le corps est compressé.',
    english: 'the `Content-Type` of the body is not `application/json`, or the body is compressed',
    detail:
      'Envoyez le corps en JSON, sans compression, avec l’en-tête « Content-Type: application/json ».',
    choice: {
      reason: {
        en: 'the text expects JSON; HTTP’s status for another type or coding',
        fr: 'le document attend du JSON ; c’est le statut de HTTP pour un autre type ou codage',
      },
      alternatives: {
        en: 'forms (`action=1`) accepted as well; every body read as JSON',
        fr: 'des formulaires (`action=1`) acceptés aussi ; tout corps lu comme du JSON',
      },
    },
  },
  corps_trop_volumineux: {
    status: 413,
    title: 'Corps trop volumineux',
    when: 'Le corps dépasse 16 Kio.',
    english: 'the body is larger than 16 KiB',
    detail: 'Le corps dépasse 16 Kio (16 384 octets).',
    choice: {
      reason: {
        en: 'the body of the text is one line, and a limit protects the server; 16 KiB leaves room for any formatting',
        fr: 'le corps du document tient en une ligne, et une limite protège le serveur ; 16 Kio laissent la place à toute mise en forme',
      },
      alternatives: { en: 'another limit; none', fr: 'une autre limite ; aucune' },
    },
  },
  requete_invalide: {
    status: 400,
    title: 'Requête invalide',
    when: 'Un paramètre est mal formé ou répété ; le corps n’est pas du JSON ou ne respecte pas le schéma (`errors` donne chaque endroit).',
    english:
      'a parameter is malformed or repeated; the body is not JSON or does not match the schema (`errors` gives each place)',
    detail: 'La requête n’est pas une requête HTTP bien formée.',
    choice: {
      reason: {
        en: 'HTTP’s general status for a malformed request, with the list of the places',
        fr: 'le statut général de HTTP pour une requête mal formée, avec la liste des endroits',
      },
      alternatives: {
        en: '422 for JSON that breaks the schema; 404 for a malformed uid; values converted (`"1"`)',
        fr: '422 pour un JSON qui ne respecte pas le schéma ; 404 pour un uid mal formé ; des valeurs converties (`"1"`)',
      },
    },
  },
  partenaire_inconnu: {
    status: 404,
    title: 'Partenaire inconnu',
    when: 'Aucun partenaire n’a cet uid.',
    english: 'no partner has this uid',
    detail: 'Aucun partenaire n’a cet uid.',
    choice: {
      reason: {
        en: 'HTTP’s status for a resource that does not exist; the POST creates no partner, since the text says "mettre à jour"',
        fr: 'le statut de HTTP pour une ressource qui n’existe pas ; le POST ne crée pas de partenaire, puisque le document dit « mettre à jour »',
      },
      alternatives: {
        en: '200 with `null` or `[]`; a POST that creates the partner; 410 for a deleted one',
        fr: '200 avec `null` ou `[]` ; un POST qui crée le partenaire ; 410 pour un partenaire supprimé',
      },
    },
  },
  trop_de_requetes: {
    status: 429,
    title: 'Trop de requêtes',
    when: 'Seulement simulé, par une règle ; l’en-tête Retry-After dit quand réessayer.',
    english: 'only simulated, by a rule; `Retry-After` says when to retry',
    detail: 'Trop de requêtes : réessayez après le délai donné par l’en-tête Retry-After (simulé).',
    headers: { 'retry-after': '1' },
    choice: {
      reason: {
        en: 'RFC 6585 §4 defines it; clients can be tested against a limit that the real service may have',
        fr: 'la RFC 6585 (§4) le définit ; un client se teste contre une limite que le vrai service a peut-être',
      },
      alternatives: { en: '503; no limit', fr: '503 ; aucune limite' },
    },
  },
  erreur_interne: {
    status: 500,
    title: 'Erreur interne',
    when: 'Erreur interne du simulateur, ou simulée par une règle.',
    english: 'internal error of the mock server, or simulated by a rule',
    detail: 'Le serveur a rencontré une erreur ; la requête n’est pas en cause.',
    choice: {
      reason: {
        en: 'HTTP’s status for an error of the server',
        fr: 'le statut de HTTP pour une erreur du serveur',
      },
      alternatives: {
        en: 'a page in HTML, a stack trace, a closed connection',
        fr: 'une page HTML, une trace de pile, une connexion fermée',
      },
    },
  },
  service_indisponible: {
    status: 503,
    title: 'Service indisponible',
    when: 'Seulement simulé, par une règle ; l’en-tête Retry-After dit quand réessayer.',
    english: 'only simulated, by a rule; `Retry-After` says when to retry',
    detail:
      'Le service est indisponible : réessayez après le délai donné par l’en-tête Retry-After (simulé).',
    headers: { 'retry-after': '1' },
    choice: {
      reason: {
        en: 'HTTP’s status for maintenance and overload; clients can be tested against it',
        fr: 'le statut de HTTP pour une maintenance ou une surcharge ; un client se teste contre lui',
      },
      alternatives: {
        en: 'a page of maintenance with 200; 502 of a proxy',
        fr: 'une page de maintenance avec 200 ; 502 d’un proxy',
      },
    },
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A stable name of a refusal, for client code. */
export type RefusalCode = keyof typeof REFUSALS;

/** A violation in a request: a place in its body (JSON Pointer, RFC 6901) or a parameter, and its correction. */
export type RequestViolation =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string };

/** A problem details object (RFC 9457 §3) in the API's form. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: RefusalCode;
  errors?: readonly RequestViolation[];
}

/** A refusal; thrown anywhere below the API plane, it becomes the answer. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly errors: readonly RequestViolation[] | undefined;
  /** Header fields of the answer: the catalogue's, and additional ones. */
  readonly headers: Readonly<Record<string, string>>;

  /** Default `detail`: the catalogue's. */
  constructor(
    code: RefusalCode,
    detail?: string,
    more: { errors?: readonly RequestViolation[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    const entry: CatalogueEntry = REFUSALS[code];
    super(detail ?? entry.detail);
    this.name = 'Refusal';
    this.code = code;
    this.status = entry.status;
    this.errors = more.errors;
    this.headers = { ...entry.headers, ...more.headers };
  }

  toDocument(): ProblemDocument {
    return {
      type: `urn:faire-simple:probleme:${this.code}`,
      title: REFUSALS[this.code].title,
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.errors && { errors: this.errors }),
    };
  }
}

/** The codes of the catalogue, in its order. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/**
 * The code for a status: the first of an operation's own refusals, else of the catalogue; undefined for a status
 * outside the catalogue.
 */
export function codeOfStatus(
  status: number,
  own: readonly RefusalCode[] = [],
): RefusalCode | undefined {
  return [...own, ...REFUSAL_CODES].find((code) => REFUSALS[code].status === status);
}
