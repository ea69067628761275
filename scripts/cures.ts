import type { RefusalCode } from '../src/contract/refusals.ts';

/** How a client is corrected that meets a refusal, for docs/troubleshooting.md and its French twin. */
export const CURES: Readonly<Record<RefusalCode, Readonly<Record<'en' | 'fr', string>>>> = {
  identification_requise: {
    en: 'send `Authorization: Basic …` with each request, once; many clients send it only after a 401 unless told otherwise',
    fr: 'Envoyez `Authorization: Basic …` avec chaque requête, une fois ; beaucoup de clients ne l’envoient qu’après un 401, sauf réglage.',
  },
  identifiants_invalides: {
    en: 'compare with the logins that the server serves (`applications.json`); encode accents as UTF-8; a login has no colon; a sandbox has its own login, which ends with it',
    fr: 'Comparez avec les logins que sert le serveur (`applications.json`) ; encodez les accents en UTF-8 ; un login n’a pas de deux-points ; un bac à sable a son propre login, qui prend fin avec lui.',
  },
  cle_manquante: {
    en: 'add `?key=…` to the URL, for POST too; in the body or in a header, the key does not count',
    fr: 'Ajoutez `?key=…` à l’URL, pour POST aussi ; dans le corps ou un en-tête, la clé ne compte pas.',
  },
  cle_inconnue: {
    en: 'compare with the keys that the server serves; the explanation names the closest one',
    fr: 'Comparez avec les clés que sert le serveur ; l’explication nomme la plus proche.',
  },
  cle_non_associee: {
    en: 'take the login and the key of one application',
    fr: 'Prenez le login et la clé d’une même application.',
  },
  ressource_inconnue: {
    en: 'compare with the operations at `GET /api`; the paths of `named` operations are our invention, and `--path` sets the real ones',
    fr: 'Comparez avec les opérations que donne `GET /api` ; les chemins des opérations de niveau « nommé » sont notre invention, et `--path` définit les vrais.',
  },
  methode_non_autorisee: {
    en: 'use one of the methods in `Allow`',
    fr: 'Utilisez l’une des méthodes que donne `Allow`.',
  },
  non_documente: {
    en: 'the real service may not have it: do without it, or start the server without `--documented-only`',
    fr: 'Le vrai service ne l’a peut-être pas : passez-vous-en, ou démarrez le serveur sans `--documented-only`.',
  },
  type_non_supporte: {
    en: 'send `Content-Type: application/json`, and no `Content-Encoding`',
    fr: 'Envoyez `Content-Type: application/json`, et pas de `Content-Encoding`.',
  },
  corps_trop_volumineux: {
    en: 'send `{"action": 1}` or `{"action": 0}` and nothing else',
    fr: 'Envoyez `{"action": 1}` ou `{"action": 0}`, et rien d’autre.',
  },
  requete_invalide: {
    en: 'correct each place in `errors`; `action` is the number 0 or 1, not a text',
    fr: 'Corrigez chaque endroit que donne `errors` ; `action` est le nombre 0 ou 1, pas un texte.',
  },
  partenaire_inconnu: {
    en: 'take a uid of `GET /api/users`; a reset or another state may have removed it',
    fr: 'Prenez un uid de `GET /api/users` ; une remise à zéro ou un autre état a pu le retirer.',
  },
  trop_de_requetes: {
    en: 'wait as long as `Retry-After` says, then retry; the journal names the rule; the partner 9429 always gets it',
    fr: 'Attendez le temps que donne `Retry-After`, puis réessayez ; le journal nomme la règle ; le partenaire 9429 le reçoit toujours.',
  },
  erreur_interne: {
    en: 'the journal names the rule; without one, the log has the error: report it; the partner 9500 always gets it',
    fr: 'Le journal nomme la règle ; s’il n’y en a pas, l’erreur est dans le journal du serveur : signalez-la ; le partenaire 9500 le reçoit toujours.',
  },
  service_indisponible: {
    en: 'wait as long as `Retry-After` says, then retry; the journal names the rule; the partner 9503 always gets it',
    fr: 'Attendez le temps que donne `Retry-After`, puis réessayez ; le journal nomme la règle ; le partenaire 9503 le reçoit toujours.',
  },
};
