import type { Words } from '../contract/provenance.ts';
import type { RowId } from './ids.ts';
import type { Section } from './sections.ts';

/** A sentence, heading or line of the reference document, word for word. */
export interface Sentence {
  /** Where it stands: a section, or the table of contents. */
  readonly section: Section;
  readonly text: string;
  /** The rows of the ledger that rest on it. */
  readonly rows: readonly RowId[];
  /** Why no row rests on it. */
  readonly reason?: Words;
}

const TITLE: Words = { en: 'a title: it states nothing', fr: 'un titre : il n’énonce rien' };
const AIM: Words = {
  en: 'an aim of the document: nothing that a server could fulfil',
  fr: 'un but du document : rien qu’un serveur puisse remplir',
};
const BY_MAIL: Words = {
  en: 'how to get it, by mail: no request of the API',
  fr: 'comment l’obtenir, par courriel : aucune requête de l’API',
};

/**
 * The reference document, sentence by sentence; the number of a sentence is its place in this list, from 1. `[…]` stands
 * for the name and the function of a person.
 */
export const SENTENCES: readonly Sentence[] = [
  { section: 'contents', text: 'Flux SGMAP', rows: [], reason: TITLE },
  { section: 'contents', text: 'Objectif de ce document', rows: [], reason: TITLE },
  { section: 'contents', text: "Url de base de l'API", rows: ['behaviour.base_url'] },
  { section: 'contents', text: 'Authentification', rows: ['behaviour.identification_needed'] },
  { section: 'contents', text: 'Flux statut', rows: ['operation.setUserStatut', 'behaviour.tags'] },
  { section: 'contents', text: 'Flux actualisation unitaire', rows: ['behaviour.tags'] },
  {
    section: 'contents',
    text: "Récupération d'un partenaire",
    rows: ['operation.getUser', 'behaviour.associe'],
  },
  {
    section: 'contents',
    text: 'Récupération de tous les partenaires',
    rows: ['operation.listUsers'],
  },
  {
    section: 'contents',
    text: 'Récupération des thématiques',
    rows: ['operation.listThematiques'],
  },
  { section: 'contents', text: 'Flux actualisation globale', rows: ['behaviour.tags'] },
  {
    section: 'contents',
    text: "Flux d'actualisation globale totale",
    rows: ['operation.getActualisation'],
  },
  {
    section: 'contents',
    text: "Flux d'actualisation globale par semestre",
    rows: [
      'operation.getActualisationSemestre',
      'parameter.semestre',
      'behaviour.half_years',
      'behaviour.half_year_records',
    ],
  },
  { section: 'contents', text: 'Récupération des campagnes', rows: ['operation.listCampagnes'] },
  {
    section: 'contents',
    text: 'Récupération des propositions',
    rows: ['operation.listPropositions'],
  },
  { section: '§1', text: '1. Objectif de ce document', rows: [], reason: TITLE },
  {
    section: '§1',
    text: 'Ce document contient les exemples de flux pour les échanges entre faire-simple et les applications tierces.',
    rows: [],
    reason: AIM,
  },
  { section: '§2', text: "2. Url de base de l'API", rows: ['behaviour.base_url'] },
  {
    section: '§2',
    text: "Url de base de l'API sur faire-simple: <https://www.faire-simple.gouv.fr/api>",
    rows: ['behaviour.base_url'],
  },
  { section: '§3', text: '3. Authentification', rows: ['behaviour.identification_needed'] },
  {
    section: '§3',
    text: "Pour utiliser l'API, il est nécessaire de s'identifier et de s'authentifier.",
    rows: ['behaviour.identification_needed'],
  },
  {
    section: '§3',
    text: "Chaque application tierce souhaitant exploiter les données transmises par l'API possède une clef d'API qu'il lui faut passer en GET dans le paramètre 'key', à chaque requête.",
    rows: ['behaviour.key_in_query', 'behaviour.own_credentials'],
  },
  {
    section: '§3',
    text: "Cette clef permet d'identifier l'application qui utilise le service.",
    rows: ['behaviour.key_identifies'],
  },
  {
    section: '§3',
    text: 'EX : <https://www.faire-simple.gouv.fr/api?key=6bb16ea35b02a9cbeec697d2e81bfd7d>',
    rows: ['behaviour.key_in_query', 'operation.getIndex', 'behaviour.demo_application'],
  },
  {
    section: '§3',
    text: "Un clé API sera remise à chaque application tierce en formulant la demande par email, par l'intermédiaire d'[…].",
    rows: ['behaviour.own_credentials'],
    reason: BY_MAIL,
  },
  {
    section: '§3',
    text: "L'API est sécurisée par login et mot de passe avec HTTP Basic Auth à travers le protocole HTTPS.",
    rows: ['behaviour.basic', 'behaviour.https', 'behaviour.plain_http'],
  },
  {
    section: '§3',
    text: "Les identifiants seront remis à chaque application tierce en formulant la demande par email, par l'intermédiaire d'[…].",
    rows: ['behaviour.own_credentials'],
    reason: BY_MAIL,
  },
  { section: '§4', text: '4. Flux statut', rows: ['operation.setUserStatut', 'behaviour.tags'] },
  {
    section: '§4',
    text: 'Ce flux permet de mettre à jour le statut "partenaire" (inscrit ou désinscrit) dans la BDD de faire-simple.',
    rows: ['behaviour.status_stored', 'field.Partenaire.statut'],
  },
  {
    section: '§4',
    text: "Pour cela, l'application tierce envoie une requête http POST sur l'api de faire simple.",
    rows: ['operation.setUserStatut'],
  },
  {
    section: '§4',
    text: 'Requête POST : /users/:uid/statut',
    rows: ['operation.setUserStatut', 'parameter.uid'],
  },
  {
    section: '§4',
    text: 'Exemple de Format JSON attendu: { "action": 1 }',
    rows: ['behaviour.json_body', 'field.ChangementStatut.action', 'behaviour.closed_body'],
  },
  {
    section: '§4',
    text: 'Où: ":uid" dans l\'url: id unique du partenaire dans la base de faire simple',
    rows: ['parameter.uid', 'parameter.uid.notation'],
  },
  {
    section: '§4',
    text: 'valeurs de "action" possibles:',
    rows: ['field.ChangementStatut.action', 'behaviour.action_values'],
  },
  {
    section: '§4',
    text: '1 pour inscription',
    rows: ['behaviour.inscription', 'field.ChangementStatut.action'],
  },
  {
    section: '§4',
    text: '0 pour désinscription',
    rows: ['behaviour.desinscription', 'field.ChangementStatut.action'],
  },
  {
    section: '§4',
    text: "Tous les flux qui suivent sont requêtés par requête http GET sur l'api de faire simple.",
    rows: ['behaviour.get_flows'],
  },
  { section: '§5', text: '5. Flux actualisation unitaire', rows: ['behaviour.tags'] },
  {
    section: '§5.1',
    text: "5.1. Récupération d'un associé",
    rows: ['operation.getUser', 'behaviour.associe'],
  },
  {
    section: '§5.1',
    text: 'Ce flux permet à l\'application tierce de récupérer les informations de "mon compte" sur faire simple.',
    rows: ['operation.getUser'],
  },
  {
    section: '§5.1',
    text: 'Les informations dans ce flux sont données en temps réel.',
    rows: ['behaviour.real_time', 'behaviour.status_flows'],
  },
  {
    section: '§5.1',
    text: 'Requête GET: /users/:uid',
    rows: ['operation.getUser', 'parameter.uid'],
  },
  {
    section: '§5.1',
    text: 'Réponse : Format JSON.',
    rows: ['answer.getUser', 'behaviour.media_type'],
  },
];
