import type { Behaviour } from './behaviour.ts';

/** The change of a status (§4 of the text), and the notation of records. */
export const RECORDS = {
  status_stored: {
    provenance: 'documented',
    claim: {
      en: 'the POST updates the "partenaire" status in the database: later requests find it',
      fr: 'le POST met à jour le statut « partenaire » dans la base : les requêtes suivantes le trouvent',
    },
  },
  inscription: {
    provenance: 'documented',
    claim: {
      en: '`{"action": 1}` registers the partner',
      fr: '`{"action": 1}` inscrit le partenaire',
    },
  },
  desinscription: {
    provenance: 'documented',
    claim: {
      en: '`{"action": 0}` unregisters the partner',
      fr: '`{"action": 0}` désinscrit le partenaire',
    },
  },
  action_values: {
    provenance: 'documented',
    claim: {
      en: '1 and 0 are the possible values of `action`; another value changes nothing',
      fr: '1 et 0 sont les valeurs possibles de `action` ; une autre ne change rien',
    },
  },
  json_body: {
    provenance: 'documented',
    claim: { en: 'the body of the POST is JSON', fr: 'le corps du POST est en JSON' },
  },
  real_time: {
    provenance: 'documented',
    claim: {
      en: 'the information about a partner is given in real time: a GET right after a change shows it',
      fr: 'les informations d’un partenaire sont données en temps réel : un GET juste après un changement le montre',
    },
  },
  status_flows: {
    provenance: 'inferred',
    claim: {
      en: 'a GET of any other flow shows a change at once, too',
      fr: 'un GET de tout autre flux montre aussi un changement aussitôt',
    },
    choice: {
      reason: {
        en: 'the text promises real time for one partner; the other flows read the same database',
        fr: 'le document promet le temps réel pour un partenaire ; les autres flux lisent la même base',
      },
      alternatives: {
        en: 'lists and refreshes of the day before',
        fr: 'des listes et des actualisations de la veille',
      },
    },
  },
  status_dates: {
    provenance: 'inferred',
    claim: {
      en: 'a change sets `statut`, `date_modification`, and `date_inscription` (for 1) or `date_desinscription` (for 0), to the clock of the server',
      fr: 'un changement définit `statut`, `date_modification`, et `date_inscription` (pour 1) ou `date_desinscription` (pour 0), à l’heure du serveur',
    },
    choice: {
      reason: {
        en: 'the half-yearly refresh must find the change, and an application must tell its age',
        fr: 'l’actualisation par semestre doit trouver le changement, et une application doit en connaître l’âge',
      },
      alternatives: {
        en: 'no dates; dates sent by the application',
        fr: 'aucune date ; des dates envoyées par l’application',
      },
    },
  },
  same_status: {
    provenance: 'inferred',
    claim: {
      en: 'sending the status that already holds succeeds and changes nothing, no date either',
      fr: 'envoyer le statut déjà en vigueur réussit et ne change rien, pas même une date',
    },
    choice: {
      reason: {
        en: 'a client may safely repeat a request whose answer was lost',
        fr: 'un client peut répéter sans risque une requête dont la réponse s’est perdue',
      },
      alternatives: {
        en: '409 or 400; a new date of modification',
        fr: '409 ou 400 ; une nouvelle date de modification',
      },
    },
  },
  closed_body: {
    provenance: 'inferred',
    claim: {
      en: 'the body of the POST may hold nothing but `action`',
      fr: 'le corps du POST ne contient rien d’autre que `action`',
    },
    choice: {
      reason: {
        en: 'a misspelt or misplaced member is told instead of being ignored in silence',
        fr: 'un membre mal écrit ou mal placé est signalé au lieu d’être ignoré en silence',
      },
      alternatives: { en: 'further members are ignored', fr: 'les autres membres sont ignorés' },
    },
  },
  field_names: {
    provenance: 'inferred',
    claim: {
      en: 'fields have French names in snake_case',
      fr: 'les champs ont des noms français en snake_case',
    },
    choice: {
      reason: {
        en: 'the paths of the text mix "users" and "statut"; its data are French',
        fr: 'les chemins du document mêlent « users » et « statut » ; ses données sont françaises',
      },
      alternatives: {
        en: 'English names, camelCase, the names of database columns',
        fr: 'des noms anglais, camelCase, les noms des colonnes de la base',
      },
    },
  },
  instants: {
    provenance: 'inferred',
    claim: {
      en: 'instants are ISO 8601 in UTC to the second: `2016-03-14T09:26:53Z`',
      fr: 'les instants sont en ISO 8601, en UTC, à la seconde : `2016-03-14T09:26:53Z`',
    },
    choice: {
      reason: {
        en: 'every language reads it, and it is unambiguous when clocks change',
        fr: 'tous les langages la lisent, et elle reste sans ambiguïté aux changements d’heure',
      },
      alternatives: {
        en: 'seconds since 1970, the time of Paris, `14/03/2016 10:26`',
        fr: 'des secondes depuis 1970, l’heure de Paris, `14/03/2016 10:26`',
      },
    },
  },
  days: {
    provenance: 'inferred',
    claim: { en: 'days are `YYYY-MM-DD`', fr: 'les jours sont en `AAAA-MM-JJ`' },
    choice: {
      reason: {
        en: 'ISO 8601, like the instants; a day has no time zone',
        fr: 'ISO 8601, comme les instants ; un jour n’a pas de fuseau',
      },
      alternatives: {
        en: '`14/03/2016`, an instant at midnight',
        fr: '`14/03/2016`, un instant à minuit',
      },
    },
  },
  null_members: {
    provenance: 'inferred',
    claim: {
      en: 'absent values are `null`, never missing',
      fr: 'les valeurs absentes sont `null`, jamais omises',
    },
    choice: {
      reason: {
        en: 'a client then tells an empty value from a member that does not exist',
        fr: 'un client distingue alors une valeur vide d’un membre qui n’existe pas',
      },
      alternatives: {
        en: 'members left out; empty strings',
        fr: 'des membres omis ; des chaînes vides',
      },
    },
  },
  further_members: {
    provenance: 'inferred',
    claim: {
      en: 'further members of a record are stored and returned as they are',
      fr: 'les autres membres d’un enregistrement sont conservés et rendus tels quels',
    },
    choice: {
      reason: {
        en: 'an integrator who knows real answers can reproduce them in the fixtures',
        fr: 'un intégrateur qui connaît de vraies réponses peut les reproduire dans les fixtures',
      },
      alternatives: { en: 'they are refused or dropped', fr: 'ils sont refusés ou retirés' },
    },
  },
  demo_application: {
    provenance: 'inferred',
    claim: {
      en: 'the demo application has the key of the text’s example, so that the URL copied from the text works, and the login and password `demo`',
      fr: 'l’application de démonstration a la clé de l’exemple du document, si bien que l’URL copiée du document fonctionne, et le login et le mot de passe `demo`',
    },
    choice: {
      reason: {
        en: 'the text gives an example of a key and none of a login',
        fr: 'le document donne un exemple de clé et aucun de login',
      },
      alternatives: {
        en: 'random credentials at each start',
        fr: 'des identifiants aléatoires à chaque démarrage',
      },
    },
  },
} as const satisfies Readonly<Record<string, Behaviour>>;
