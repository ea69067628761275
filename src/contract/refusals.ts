/** One row of the table of refusals (CONTRACT.md §4); all of it is `inferred`. */
export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  /** When it is given, for the reader of the contract. */
  readonly when: string;
  /** The default `detail`: what to mend. */
  readonly detail: string;
}

/** The refusals, in the order in which they are checked. */
export const REFUSALS = {
  identification_requise: {
    status: 401,
    title: 'Identification requise',
    when: 'Pas d’en-tête Authorization, ou il n’est pas de type Basic, ou il est mal formé.',
    detail:
      'Envoyez l’en-tête « Authorization: Basic … », où … est « login:mot de passe » en base64 (RFC 7617).',
  },
  identifiants_invalides: {
    status: 401,
    title: 'Identifiants invalides',
    when: 'Login inconnu ou mot de passe erroné (la réponse ne dit pas lequel).',
    detail:
      'Le login ou le mot de passe n’est pas le bon : vérifiez les identifiants remis à votre application.',
  },
  cle_manquante: {
    status: 403,
    title: 'Clef d’API manquante',
    when: 'Pas de paramètre « key » dans l’URL (dans le corps ou un en-tête, il ne compte pas).',
    detail:
      'Ajoutez la clef d’API de votre application à l’URL : « ?key=… », pour les requêtes POST aussi.',
  },
  cle_inconnue: {
    status: 403,
    title: 'Clef d’API inconnue',
    when: 'Aucune application n’a cette clef.',
    detail:
      'Aucune application n’a la clef passée dans « key » : vérifiez la clef remise à votre application.',
  },
  cle_non_associee: {
    status: 403,
    title: 'Clef d’API d’une autre application',
    when: 'La clef est celle d’une autre application que le login.',
    detail:
      'La clef passée dans « key » est celle d’une autre application : utilisez le login et la clef de la même.',
  },
  requete_invalide: {
    status: 400,
    title: 'Requête invalide',
    when: 'Un paramètre est mal formé ou répété ; le corps n’est pas du JSON ou ne suit pas le schéma.',
    detail: 'La requête n’est pas une requête HTTP bien formée.',
  },
  partenaire_inconnu: {
    status: 404,
    title: 'Partenaire inconnu',
    when: 'Aucun partenaire n’a cet uid.',
    detail: 'Aucun partenaire n’a cet uid.',
  },
  ressource_inconnue: {
    status: 404,
    title: 'Ressource inconnue',
    when: 'Ce chemin n’existe pas.',
    detail: 'Ce chemin n’existe pas.',
  },
  methode_non_autorisee: {
    status: 405,
    title: 'Méthode non autorisée',
    when: 'Le chemin existe, mais pour une autre méthode ; l’en-tête Allow donne les méthodes admises.',
    detail: 'Ce chemin n’admet pas cette méthode.',
  },
  corps_trop_volumineux: {
    status: 413,
    title: 'Corps trop volumineux',
    when: 'Le corps dépasse 16 Kio.',
    detail: 'Le corps dépasse 16 Kio (16 384 octets).',
  },
  type_non_supporte: {
    status: 415,
    title: 'Type de contenu non supporté',
    when: 'Le corps n’est pas annoncé comme « application/json ».',
    detail: 'Envoyez le corps en JSON, avec l’en-tête « Content-Type: application/json ».',
  },
  non_documente: {
    status: 501,
    title: 'Opération non documentée',
    when: 'Le serveur ne sert que les opérations documentées.',
    detail:
      'Le document de référence ne décrit pas cette opération, et ce serveur ne sert que ce qui est documenté.',
  },
  erreur_interne: {
    status: 500,
    title: 'Erreur interne',
    when: 'Une erreur du serveur.',
    detail: 'Le serveur a rencontré une erreur ; la requête n’y est pour rien.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A stable name for a refusal: client code may rely on it. */
export type RefusalCode = keyof typeof REFUSALS;

/** A body's fault: where (RFC 6901 pointer) and what to mend. */
export interface BodyFault {
  pointer: string;
  detail: string;
}

/** A problem details object (RFC 9457 §3) as the API sends it. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: RefusalCode;
  errors?: BodyFault[];
}

/** A refusal on its way to the client: throw it anywhere below the API plane. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly errors: BodyFault[] | undefined;
  /** Header fields that go with the answer, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  /** Without a `detail`, the catalogue's own is sent. */
  constructor(
    code: RefusalCode,
    detail?: string,
    more: { errors?: BodyFault[]; headers?: Record<string, string> } = {},
  ) {
    super(detail ?? REFUSALS[code].detail);
    this.name = 'Refusal';
    this.code = code;
    this.status = REFUSALS[code].status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
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
