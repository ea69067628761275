// Generated from the schemas by "npm run types": change those.

/** Une application tierce, telle que le fichier applications.json la décrit. */
export interface Application {
  /** Nom de l’application. */
  readonly nom: string;
  /** Login de HTTP Basic, sans deux-points. */
  readonly login: string;
  /** Mot de passe de HTTP Basic. */
  readonly mot_de_passe: string;
  /** Clé d’API. */
  readonly cle: string;
}

/** L’application que la clé identifie et les opérations de l’API. */
export interface Accueil {
  /** L’application que la clé identifie. */
  readonly application: {
    /** Son nom. */
    readonly nom: string;
  };
  /** Les opérations de l’API. */
  readonly operations: ReadonlyArray<{
    /** Nom stable de l’opération. */
    readonly operationId: string;
    /** Méthode HTTP. */
    readonly methode: string;
    /** Chemin, avec ses paramètres entre accolades. */
    readonly href: string;
    /** Description courte. */
    readonly resume: string;
    /** Niveau de l’opération, comme dans `x-provenance`. */
    readonly provenance: 'documented' | 'named' | 'inferred';
    /** Le même niveau, en français. */
    readonly niveau: 'documenté' | 'nommé' | 'déduit';
  }>;
}

/** Un partenaire (« associé » au §5.1 du document). */
export interface Partenaire {
  /** Identifiant unique du partenaire dans la base de faire-simple. */
  readonly uid: number;
  /** Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit. */
  readonly statut: 0 | 1;
  /** Civilité. */
  readonly civilite: 'Mme' | 'M.' | null;
  /** Nom de famille, ou nom du contact. */
  readonly nom: string;
  /** Prénom. */
  readonly prenom: string;
  /** Nom affiché sur le site. */
  readonly pseudo: string;
  /** Adresse de courrier électronique. */
  readonly mail: string;
  /** Date de naissance. */
  readonly date_naissance: string | null;
  /** Code postal : une chaîne de cinq chiffres, par exemple « 01000 ». */
  readonly code_postal: string;
  /** Commune. */
  readonly ville: string;
  /** À quel titre le partenaire participe. */
  readonly profil: 'particulier' | 'entreprise' | 'association' | 'agent' | 'elu';
  /** Profession. */
  readonly profession: string | null;
  /** Thématiques suivies (tid). */
  readonly thematiques: ReadonlyArray<number>;
  /** Création de l’enregistrement. */
  readonly date_creation: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification: string;
  /** Dernière inscription comme partenaire. */
  readonly date_inscription: string | null;
  /** Dernière désinscription. */
  readonly date_desinscription: string | null;
}

/** Le changement de statut demandé : « action » (documenté), et aucun autre membre. */
export interface ChangementStatut {
  /** 1 pour inscription, 0 pour désinscription. */
  readonly action: 0 | 1;
}

/** Le statut après la requête. */
export interface Statut {
  /** Identifiant unique du partenaire dans la base de faire-simple. */
  readonly uid: number;
  /** Statut « partenaire » : 1 inscrit, 0 désinscrit ou jamais inscrit. */
  readonly statut: 0 | 1;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification: string;
}

/** Une thématique. */
export interface Thematique {
  /** Identifiant de la thématique. */
  readonly tid: number;
  /** Nom. */
  readonly nom: string;
  /** Description. */
  readonly description: string;
  /** Thématique qui contient celle-ci (tid). */
  readonly parent: number | null;
  /** Création de l’enregistrement. */
  readonly date_creation: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification: string;
}

/** Une campagne de propositions. */
export interface Campagne {
  /** Identifiant de la campagne. */
  readonly id: number;
  /** Titre. */
  readonly titre: string;
  /** Description. */
  readonly description: string;
  /** Thématiques concernées (tid). */
  readonly thematiques: ReadonlyArray<number>;
  /** État au jour de la requête, déduit des dates : à venir, en cours ou terminée. */
  readonly etat: 'a_venir' | 'en_cours' | 'terminee';
  /** Premier jour, inclus. */
  readonly date_debut: string;
  /** Dernier jour, inclus ; null si la campagne est sans terme. */
  readonly date_fin: string | null;
  /** Page de la campagne. */
  readonly url: string;
  /** Création de l’enregistrement. */
  readonly date_creation: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification: string;
}

/** Une proposition de simplification. */
export interface Proposition {
  /** Identifiant de la proposition. */
  readonly id: number;
  /** Titre. */
  readonly titre: string;
  /** Texte de la proposition. */
  readonly contenu: string;
  /** Partenaire qui propose (uid). */
  readonly auteur: number;
  /** Thématique (tid). */
  readonly thematique: number;
  /** Campagne à laquelle la proposition répond (id). */
  readonly campagne: number | null;
  /** Suite donnée à la proposition. */
  readonly etat: 'publiee' | 'a_l_etude' | 'retenue' | 'non_retenue' | 'mise_en_oeuvre';
  /** Étape de la mise en œuvre. */
  readonly avancement: 'experimentation' | 'redaction_textes' | 'prototypage' | 'deploiement' | null;
  /** Votes favorables. */
  readonly votes_pour: number;
  /** Votes défavorables. */
  readonly votes_contre: number;
  /** Nombre de commentaires. */
  readonly nb_commentaires: number;
  /** Création de l’enregistrement. */
  readonly date_creation: string;
  /** Dernière modification de l’enregistrement. */
  readonly date_modification: string;
}

/** Toutes les données, ou celles d’un semestre. */
export interface Actualisation {
  /** Date et heure de production du document. */
  readonly genere_le: string;
  /** Le semestre demandé, bornes en UTC ; null pour l’actualisation totale. */
  readonly periode: {
    /** Le semestre demandé. */
    readonly semestre: string;
    /** Début, inclus. */
    readonly debut: string;
    /** Fin, exclue. */
    readonly fin: string;
  } | null;
  /** Les partenaires, par uid. */
  readonly partenaires: ReadonlyArray<Partenaire>;
  /** Les thématiques, par tid. */
  readonly thematiques: ReadonlyArray<Thematique>;
  /** Les campagnes, par id. */
  readonly campagnes: ReadonlyArray<Campagne>;
  /** Les propositions, par id. */
  readonly propositions: ReadonlyArray<Proposition>;
}
