// Generated from the schemas by "npm run types": change those.

import type { RuleDefinition } from '../traffic/types.ts';
import type { TextCondition } from '../traffic/types.ts';
import type { TextOperator } from '../traffic/types.ts';

/** Members of a record of users; missing ones get defaults. The API’s document describes them. */
export interface PartialPartenaire {
  /** Identifiant unique du partenaire dans la base de faire-simple. */
  readonly uid?: number;
  /** Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit. */
  readonly statut?: 0 | 1;
  /** Civilité. */
  readonly civilite?: 'Mme' | 'M.' | null;
  /** Nom de famille, ou nom du contact. */
  readonly nom?: string;
  /** Prénom. */
  readonly prenom?: string;
  /** Nom affiché sur le site. */
  readonly pseudo?: string;
  /** Adresse de courrier électronique. */
  readonly mail?: string;
  /** Date de naissance. */
  readonly date_naissance?: string | null;
  /** Code postal : une chaîne de cinq chiffres, par exemple « 01000 ». */
  readonly code_postal?: string;
  /** Commune. */
  readonly ville?: string;
  /** À quel titre le partenaire participe. */
  readonly profil?: 'particulier' | 'entreprise' | 'association' | 'agent' | 'elu';
  /** Profession. */
  readonly profession?: string | null;
  /** Thématiques suivies (tid). */
  readonly thematiques?: ReadonlyArray<number>;
  /** Création de l’enregistrement. */
  readonly date_creation?: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification?: string;
  /** Dernière inscription comme partenaire. */
  readonly date_inscription?: string | null;
  /** Dernière désinscription. */
  readonly date_desinscription?: string | null;
}

/** Members of a record of thematiques; missing ones get defaults. The API’s document describes them. */
export interface PartialThematique {
  /** Identifiant de la thématique. */
  readonly tid?: number;
  /** Nom. */
  readonly nom?: string;
  /** Description. */
  readonly description?: string;
  /** Thématique qui contient celle-ci (tid). */
  readonly parent?: number | null;
  /** Création de l’enregistrement. */
  readonly date_creation?: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification?: string;
}

/** Members of a record of campagnes; missing ones get defaults. The API’s document describes them. */
export interface PartialCampagne {
  /** Identifiant de la campagne. */
  readonly id?: number;
  /** Titre. */
  readonly titre?: string;
  /** Description. */
  readonly description?: string;
  /** Thématiques concernées (tid). */
  readonly thematiques?: ReadonlyArray<number>;
  /** Premier jour, inclus. */
  readonly date_debut?: string;
  /** Dernier jour, inclus ; null si la campagne est sans terme. */
  readonly date_fin?: string | null;
  /** Page de la campagne. */
  readonly url?: string;
  /** Création de l’enregistrement. */
  readonly date_creation?: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification?: string;
}

/** Members of a record of propositions; missing ones get defaults. The API’s document describes them. */
export interface PartialProposition {
  /** Identifiant de la proposition. */
  readonly id?: number;
  /** Titre. */
  readonly titre?: string;
  /** Texte de la proposition. */
  readonly contenu?: string;
  /** Partenaire qui propose (uid). */
  readonly auteur?: number;
  /** Thématique (tid). */
  readonly thematique?: number;
  /** Campagne à laquelle la proposition répond (id). */
  readonly campagne?: number | null;
  /** Suite donnée à la proposition. */
  readonly etat?: 'publiee' | 'a_l_etude' | 'retenue' | 'non_retenue' | 'mise_en_oeuvre';
  /** Étape de la mise en œuvre. */
  readonly avancement?: 'experimentation' | 'redaction_textes' | 'prototypage' | 'deploiement' | null;
  /** Votes favorables. */
  readonly votes_pour?: number;
  /** Votes défavorables. */
  readonly votes_contre?: number;
  /** Nombre de commentaires. */
  readonly nb_commentaires?: number;
  /** Création de l’enregistrement. */
  readonly date_creation?: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification?: string;
}

/** Members of a record of the collection; missing ones get defaults. */
export type PartialRecord = 
  /** Members of a record of users; missing ones get defaults. The API’s document describes them. */
  | PartialPartenaire
  /** Members of a record of thematiques; missing ones get defaults. The API’s document describes them. */
  | PartialThematique
  /** Members of a record of campagnes; missing ones get defaults. The API’s document describes them. */
  | PartialCampagne
  /** Members of a record of propositions; missing ones get defaults. The API’s document describes them. */
  | PartialProposition;

/** The clock. Default: that of the start. */
export type StateClock = 
  /** The machine’s time. */
  | {
      /** Its mode. */
      readonly mode: 'real';
    }
  /** A running clock. */
  | {
      /** Its mode. */
      readonly mode: 'shifted';
      /** Milliseconds from the machine’s time; negative: behind it. */
      readonly offset: number;
    }
  /** A stopped clock. */
  | {
      /** Its mode. */
      readonly mode: 'frozen';
      /** Its time. */
      readonly at: string;
    };

/** The data to start from, and its rules, in place of a snapshot or the baseline: members that matter, the others get defaults, with dates of `now`. A missing collection is empty. */
export interface PartialState {
  /** The records of users. */
  readonly users?: ReadonlyArray<PartialPartenaire>;
  /** The records of thematiques. */
  readonly thematiques?: ReadonlyArray<PartialThematique>;
  /** The records of campagnes. */
  readonly campagnes?: ReadonlyArray<PartialCampagne>;
  /** The records of propositions. */
  readonly propositions?: ReadonlyArray<PartialProposition>;
  /** The clock. Default: that of the start. */
  readonly clock?: StateClock;
  /** Rules, as `addRule` takes them. Default: those of the start. */
  readonly rules?: ReadonlyArray<RuleDefinition>;
}

/** The two states that are compared, and a page of their differences. */
export interface Between {
  /** A snapshot. Default: the baseline. */
  readonly from?: string;
  /** A snapshot. Default: now. */
  readonly to?: string;
  /** Number of differences. Default: all. */
  readonly limit?: number;
  /** A collection and a key, such as users/9: only differences that come after it, that is the last one of the page before. */
  readonly after?: string;
}

/** The treatment of records that refer to a deleted one. */
export interface Deletion {
  /** Remove the references to it: from a list, the key; a member that may be null is set to null; a record with another reference is deleted in the same way. Default false: while others refer to it, it is not deleted. */
  readonly cascade?: boolean;
}

/** The data, the clock and the rules of a world; a missing collection is empty. */
export interface GivenState {
  /** The records of users, as in a fixture. */
  readonly users?: ReadonlyArray<object>;
  /** The records of thematiques, as in a fixture. */
  readonly thematiques?: ReadonlyArray<object>;
  /** The records of campagnes, as in a fixture. */
  readonly campagnes?: ReadonlyArray<object>;
  /** The records of propositions, as in a fixture. */
  readonly propositions?: ReadonlyArray<object>;
  /** The clock. Default: as it is. */
  readonly clock?: StateClock;
  /** Rules, as `addRule` takes them. Default: those that the world has. */
  readonly rules?: ReadonlyArray<RuleDefinition>;
}

/** A change of a record; the members that it does not name stay as they are. */
export interface RecordPatch {
  /** Members to remove, before others are set. One of the contract that may be null is null then. */
  readonly remove?: ReadonlyArray<string>;
  /** Members to set; null sets null. */
  readonly merge?: object;
}

/** The records of a page. */
export interface RecordsFilter {
  /** Only records with this text in their JSON, as it is stored, names of members included; upper and lower case are alike. `"statut":0` finds the partners with that status. */
  readonly text?: string;
  /** Number of records. Default 100. */
  readonly limit?: number;
  /** Only records with a greater key: the key of the last record of the page before. */
  readonly after?: number;
}

/** the name of an application, or an object with nom, login, mot_de_passe, cle */
export type GivenApplication = 
  /** Its name; its credentials are generated. */
  | string
  | {
      /** Its name. */
      readonly nom: string;
      /** Its login for HTTP Basic, without a colon. Default: a generated one. */
      readonly login?: string;
      /** Its password. Default: a generated one. */
      readonly mot_de_passe?: string;
      /** Its API key. Default: a generated one. Chosen keys and passwords are limited to those of some 100 applications at a time. */
      readonly cle?: string;
    };

/** The start of a sandbox, which its reset restores, and its lifetime. */
export interface SandboxOptions {
  /** A snapshot of the main world to start from. Default: the baseline. */
  readonly snapshot?: string;
  /** The data to start from, and its rules, in place of a snapshot or the baseline: members that matter, the others get defaults, with dates of `now`. A missing collection is empty. */
  readonly state?: PartialState;
  /** The rules, as `replaceRules` takes them. Default: those of the start. */
  readonly rules?: ReadonlyArray<RuleDefinition>;
  /** The time of its clock at the start, from which it runs on. */
  readonly now?: string;
  /** Its applications. Default: one, with generated credentials. */
  readonly applications?: ReadonlyArray<GivenApplication>;
  /** milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), from ten seconds to 23 days (seconds before version 0.2.0: write 3600000 or "PT1H" for an hour), or null: never dropped. Default: dropped after an hour. */
  readonly lifetime?: 
    /** Milliseconds. */
    | number
    /** ISO 8601, such as "PT5S" or "P1D". */
    | string
    | null;
}

/** The extent of a list. */
export interface WithCredentials {
  /** With keys and passwords. Default false. */
  readonly credentials?: boolean;
}

/** How far the clock moves; exactly one member is given. */
export interface Advance {
  /** The duration: milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months); negative: back, or its parts, such as {"hours": 1}. */
  readonly by?: 
    /** Milliseconds. */
    | number
    /** ISO 8601, such as "PT5S" or "P1D". */
    | string
    /** Parts, which are added. */
    | {
        /** A number of days. */
        readonly days?: number;
        /** A number of hours. */
        readonly hours?: number;
        /** A number of minutes. */
        readonly minutes?: number;
        /** A number of seconds. */
        readonly seconds?: number;
        /** A number of milliseconds. */
        readonly milliseconds?: number;
      };
  /** Deprecated: the former spelling of `by`, in seconds. */
  readonly seconds?: number;
}

/** A time. */
export interface At {
  /** UTC, to the second: 2016-03-14T09:26:53Z. */
  readonly at: string;
}

/** A time, or the present. */
export interface AtOrNow {
  /** Default: the present. */
  readonly at?: string;
}

/** An expected request; all given members must match. Values are compared before secrets are removed. */
export interface Expectation {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  readonly uid?: 
    /** The uid in the path. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly semestre?: 
    /** The semestre in the path, such as "2016-S1". */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly method?: 
    /** `GET` does not match HEAD. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly path?: 
    /** A path below the base path, decoded, without trailing slash: `/users/9`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Query parameters, by name; one of the values of a repeated one must match. */
  readonly query?: Readonly<Record<string, TextCondition>>;
  /** Header fields, by name in any case; one of the values of a repeated one must match. */
  readonly headers?: Readonly<Record<string, TextCondition>>;
  /** A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object. */
  readonly body?: unknown;
  readonly status?: 
    /** The status of the response; 0: none was sent. Running requests have none yet. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  readonly rule?: 
    /** The id of a rule that acted, or `Prefer`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly application?: 
    /** The login of the application. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly refusal?: 
    /** The code of the refusal. */
    | 'identification_requise' | 'identifiants_invalides' | 'cle_manquante' | 'cle_inconnue' | 'cle_non_associee' | 'ressource_inconnue' | 'methode_non_autorisee' | 'non_documente' | 'type_non_supporte' | 'corps_trop_volumineux' | 'requete_invalide' | 'partenaire_inconnu' | 'trop_de_requetes' | 'erreur_interne' | 'service_indisponible'
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
}

/** The TLS fault of a server. */
export interface HttpsFaultSetting {
  /** The TLS fault of new connections; null: none. */
  readonly fault: 'expired' | 'wrong-name' | 'unknown-authority' | 'handshake' | null;
}

/** Selects entries; an entry must match all given members. */
export interface JournalFilter {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  readonly uid?: 
    /** The uid in the path. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly semestre?: 
    /** The semestre in the path, such as "2016-S1". */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly method?: 
    /** `GET` does not match HEAD. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly path?: 
    /** A path below the base path, decoded, without trailing slash: `/users/9`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Query parameters, by name; one of the values of a repeated one must match. */
  readonly query?: Readonly<Record<string, TextCondition>>;
  /** Header fields, by name in any case; one of the values of a repeated one must match. */
  readonly headers?: Readonly<Record<string, TextCondition>>;
  /** A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object. */
  readonly body?: unknown;
  readonly status?: 
    /** The status of the response; 0: none was sent. Running requests have none yet. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  readonly rule?: 
    /** The id of a rule that acted, or `Prefer`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly application?: 
    /** The login of the application. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly refusal?: 
    /** The code of the refusal. */
    | 'identification_requise' | 'identifiants_invalides' | 'cle_manquante' | 'cle_inconnue' | 'cle_non_associee' | 'ressource_inconnue' | 'methode_non_autorisee' | 'non_documente' | 'type_non_supporte' | 'corps_trop_volumineux' | 'requete_invalide' | 'partenaire_inconnu' | 'trop_de_requetes' | 'erreur_interne' | 'service_indisponible'
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** From this instant of the world’s clock. */
  readonly since?: string;
  /** Before this instant of the world’s clock. */
  readonly until?: string;
  /** Only entries that became visible or ended after this `change`, in this order. To read all by pages, begin with 0, and go on with the `change` of the last entry. */
  readonly after?: number;
  /** Only entries that arrived before the one with this `id`: to read the latest first, by pages, go on with the `id` of the first entry. */
  readonly before?: number;
  /** Number of entries: the latest or, with `after`, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** The held requests to release. */
export interface RuleRelease {
  /** The number of requests, oldest first. Default: all. */
  readonly count?: number;
}

/** how often the request should have come: a number, or {atLeast, atMost}; default: at least once */
export type Times = 
  | number
  | {
      readonly atLeast?: number;
      readonly atMost?: number;
    };

/** Selects requests that no passed verification and no resolved wait has named. */
export interface Unexpected {
  /** Requests that are left out, such as those that prepare a test. */
  readonly except?: ReadonlyArray<Expectation>;
  /** Only entries that became visible or ended after this `change`. Default 0. */
  readonly after?: number;
  /** Number of entries, those that changed first. Default 1,000. */
  readonly limit?: number;
}

/** An expected request, how often it should have come, and the requests expected after it. */
export interface Verification {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  readonly uid?: 
    /** The uid in the path. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly semestre?: 
    /** The semestre in the path, such as "2016-S1". */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly method?: 
    /** `GET` does not match HEAD. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly path?: 
    /** A path below the base path, decoded, without trailing slash: `/users/9`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Query parameters, by name; one of the values of a repeated one must match. */
  readonly query?: Readonly<Record<string, TextCondition>>;
  /** Header fields, by name in any case; one of the values of a repeated one must match. */
  readonly headers?: Readonly<Record<string, TextCondition>>;
  /** A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object. */
  readonly body?: unknown;
  readonly status?: 
    /** The status of the response; 0: none was sent. Running requests have none yet. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  readonly rule?: 
    /** The id of a rule that acted, or `Prefer`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly application?: 
    /** The login of the application. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly refusal?: 
    /** The code of the refusal. */
    | 'identification_requise' | 'identifiants_invalides' | 'cle_manquante' | 'cle_inconnue' | 'cle_non_associee' | 'ressource_inconnue' | 'methode_non_autorisee' | 'non_documente' | 'type_non_supporte' | 'corps_trop_volumineux' | 'requete_invalide' | 'partenaire_inconnu' | 'trop_de_requetes' | 'erreur_interne' | 'service_indisponible'
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** how often the request should have come: a number, or {atLeast, atMost}; default: at least once */
  readonly times?: Times;
  /** Requests that should have come after it, in this order; others may have come between them. */
  readonly inOrder?: ReadonlyArray<Expectation>;
}

/** The awaited requests, and the time-out. Without `state`, a request must have ended. */
export interface Wait {
  /** An operation of the API. */
  readonly operation?: 'getIndex' | 'setUserStatut' | 'getUser' | 'listUsers' | 'listThematiques' | 'getActualisation' | 'getActualisationSemestre' | 'listCampagnes' | 'listPropositions';
  readonly uid?: 
    /** The uid in the path. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly semestre?: 
    /** The semestre in the path, such as "2016-S1". */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly method?: 
    /** `GET` does not match HEAD. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly path?: 
    /** A path below the base path, decoded, without trailing slash: `/users/9`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Query parameters, by name; one of the values of a repeated one must match. */
  readonly query?: Readonly<Record<string, TextCondition>>;
  /** Header fields, by name in any case; one of the values of a repeated one must match. */
  readonly headers?: Readonly<Record<string, TextCondition>>;
  /** A JSON value; of an object, the members that the body must have. Each may be an operator: `contains` is a part of a text, an element of an array, or members of an object. */
  readonly body?: unknown;
  readonly status?: 
    /** The status of the response; 0: none was sent. Running requests have none yet. */
    | number
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** The state of the request; `aborted`: it ended before its answer was sent whole. */
  readonly state?: 'running' | 'answered' | 'aborted';
  readonly rule?: 
    /** The id of a rule that acted, or `Prefer`. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly application?: 
    /** The login of the application. */
    | string
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  readonly refusal?: 
    /** The code of the refusal. */
    | 'identification_requise' | 'identifiants_invalides' | 'cle_manquante' | 'cle_inconnue' | 'cle_non_associee' | 'ressource_inconnue' | 'methode_non_autorisee' | 'non_documente' | 'type_non_supporte' | 'corps_trop_volumineux' | 'requete_invalide' | 'partenaire_inconnu' | 'trop_de_requetes' | 'erreur_interne' | 'service_indisponible'
    /** A condition on a text: exactly one of these members. */
    | TextOperator;
  /** Only entries that became visible or ended after this `change`. Default 0: earlier requests count, too. */
  readonly after?: number;
  /** The number of awaited requests. Default 1; the answer is the last of them. */
  readonly times?: number;
  /** milliseconds, or an ISO 8601 text such as "PT5S" (weeks, days, hours, minutes, seconds; no years or months), at most a minute; default: 5,000 */
  readonly timeout?: 
    /** Milliseconds. */
    | number
    /** ISO 8601, such as "PT5S" or "P1D". */
    | string;
}
