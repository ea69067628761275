import type { Choice } from './provenance.ts';

/** The reasons of fields and answers that share one. */

export const KEY: Choice = {
  reason: {
    en: 'an integer, called `uid` as in the path of the text, `tid` likewise for a term of a classification (both are Drupal’s names), else `id`',
    fr: 'un entier, nommé `uid` comme dans le chemin du document, `tid` de même pour un terme d’une classification (deux noms de Drupal), sinon `id`',
  },
  alternatives: { en: '`id` everywhere, a string, a URL', fr: '`id` partout, une chaîne, une URL' },
};

export const STATUS: Choice = {
  reason: {
    en: 'the word of the text (§4), with the values that `action` sets',
    fr: 'le mot du document (§4), avec les valeurs que `action` définit',
  },
  alternatives: {
    en: 'a boolean; `"inscrit"` and `"desinscrit"`; a third value for partners that never registered',
    fr: 'un booléen ; `"inscrit"` et `"desinscrit"` ; une troisième valeur pour les partenaires jamais inscrits',
  },
};

export const ACCOUNT: Choice = {
  reason: {
    en: 'the text promises the information of "mon compte" (§5.1) and lists none: this is what an account of a French participation site usually holds',
    fr: 'le document promet les informations de « mon compte » (§5.1) sans en citer une : c’est ce que contient d’ordinaire un compte d’un site participatif français',
  },
  alternatives: {
    en: 'other names such as `email`, nested objects, fewer or further members',
    fr: 'd’autres noms tels que `email`, des objets imbriqués, moins de membres ou davantage',
  },
};

export const ACCOUNT_VALUES: Choice = {
  reason: {
    en: 'likewise of "mon compte"; a closed list of values lets clients test every one',
    fr: 'de même pour « mon compte » ; une liste fermée de valeurs permet aux clients de les tester toutes',
  },
  alternatives: {
    en: 'free text, numbers, other values',
    fr: 'un texte libre, des numéros, d’autres valeurs',
  },
};

export const POSTCODE: Choice = {
  reason: {
    en: 'likewise of "mon compte"; a string, since a number loses the zero of `01000`',
    fr: 'de même pour « mon compte » ; une chaîne, car un nombre perd le zéro de `01000`',
  },
  alternatives: {
    en: 'a number; the INSEE code of the town',
    fr: 'un nombre ; le code Insee de la commune',
  },
};

export const REFERENCE: Choice = {
  reason: {
    en: 'the key of the other record: each record is sent once, and the refresh sends them all',
    fr: 'la clé de l’autre enregistrement : chacun est transmis une fois, et l’actualisation les transmet tous',
  },
  alternatives: {
    en: 'the nested record, its name, a URL',
    fr: 'l’enregistrement imbriqué, son nom, une URL',
  },
};

export const RECORD_DATES: Choice = {
  reason: {
    en: 'the refresh by half-year needs to know when a record was created or modified',
    fr: 'l’actualisation par semestre doit savoir quand un enregistrement a été créé ou modifié',
  },
  alternatives: {
    en: 'other names; seconds since 1970; only one date',
    fr: 'd’autres noms ; des secondes depuis 1970 ; une seule date',
  },
};

export const STATUS_DATES: Choice = {
  reason: {
    en: 'the latest change of either kind tells an application how old the status is',
    fr: 'le dernier changement de chaque sorte dit à une application de quand date le statut',
  },
  alternatives: {
    en: 'one date; a history; no date',
    fr: 'une seule date ; un historique ; aucune date',
  },
};

export const CLASSIFICATION: Choice = {
  reason: {
    en: 'the text names "thématiques" only: a classification has names, descriptions and levels',
    fr: 'le document nomme seulement les thématiques : une classification a des noms, des descriptions et des niveaux',
  },
  alternatives: {
    en: 'a flat list, weights, a colour or a picture',
    fr: 'une liste à plat, des poids, une couleur ou une image',
  },
};

export const CAMPAIGN: Choice = {
  reason: {
    en: 'the text names "campagnes" only: a campaign has a title, a text, a period and a page',
    fr: 'le document nomme seulement les campagnes : une campagne a un titre, un texte, une période et une page',
  },
  alternatives: {
    en: 'instants in place of days, a place, an organiser',
    fr: 'des instants au lieu de jours, un lieu, un organisateur',
  },
};

export const CAMPAIGN_STATE: Choice = {
  reason: {
    en: 'derived from the dates and the clock, so that it never contradicts them',
    fr: 'déduit des dates et de l’horloge, si bien qu’il ne les contredit jamais',
  },
  alternatives: { en: 'a stored state; no state', fr: 'un état enregistré ; aucun état' },
};

export const PROPOSAL: Choice = {
  reason: {
    en: 'the text names "propositions" only: a proposal has a title and a text',
    fr: 'le document nomme seulement les propositions : une proposition a un titre et un texte',
  },
  alternatives: {
    en: 'HTML, attachments, a picture',
    fr: 'du HTML, des pièces jointes, une image',
  },
};

export const PROPOSAL_STATES: Choice = {
  reason: {
    en: 'what becomes of a proposal, from its publication to its realisation',
    fr: 'ce que devient une proposition, de sa publication à sa réalisation',
  },
  alternatives: {
    en: 'one list of states, other states, a free text',
    fr: 'une seule liste d’états, d’autres états, un texte libre',
  },
};

export const COUNTS: Choice = {
  reason: {
    en: 'sums of what users do on the site; the text names no flow of votes or comments',
    fr: 'des sommes de ce que font les utilisateurs sur le site ; le document ne nomme aucun flux de votes ni de commentaires',
  },
  alternatives: {
    en: 'lists of votes and comments; no counts',
    fr: 'des listes de votes et de commentaires ; aucun compte',
  },
};

export const REFRESH: Choice = {
  reason: {
    en: 'the text names a "global" refresh: one document with every collection, and its time and period',
    fr: 'le document nomme une actualisation « globale » : un seul document avec toutes les collections, son heure et sa période',
  },
  alternatives: {
    en: 'an archive, one document for each collection, XML',
    fr: 'une archive, un document par collection, XML',
  },
};

export const INDEX: Choice = {
  reason: {
    en: 'a first request shows whether key and login are right, and which operations rest on the text',
    fr: 'une première requête montre si la clé et le login sont bons, et quelles opérations reposent sur le document',
  },
  alternatives: { en: 'an empty object, 204, 404', fr: 'un objet vide, 204, 404' },
};

export const ECHO: Choice = {
  reason: {
    en: 'the client sees the status that holds, and when it began',
    fr: 'le client voit le statut en vigueur, et sa date',
  },
  alternatives: {
    en: '204 without a body; the whole partner; `{"success": true}`',
    fr: '204 sans corps ; le partenaire entier ; `{"success": true}`',
  },
};

export const ARRAY: Choice = {
  reason: {
    en: 'an array of records: nothing else needs a name, as there are no pages',
    fr: 'un tableau d’enregistrements : rien d’autre n’a besoin d’un nom, puisqu’il n’y a pas de pages',
  },
  alternatives: {
    en: '`{"users": […]}`, an object by key',
    fr: '`{"users": […]}`, un objet par clé',
  },
};
