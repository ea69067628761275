import type { Behaviour } from './behaviour.ts';

/** Base URL, identification, flows and paths (§2 to §5 of the text). */
export const REQUESTS = {
  base_url: {
    provenance: 'documented',
    claim: {
      en: 'all operations are below one base URL, `https://www.faire-simple.gouv.fr/api`; the mock serves them below the same path, `/api`',
      fr: 'toutes les opérations sont sous une même URL de base, `https://www.faire-simple.gouv.fr/api` ; le simulateur les sert sous le même chemin, `/api`',
    },
  },
  identification_needed: {
    provenance: 'documented',
    claim: {
      en: 'a request that does not identify and authenticate its application is not served',
      fr: 'une requête qui n’identifie et n’authentifie pas son application n’est pas servie',
    },
  },
  key_in_query: {
    provenance: 'documented',
    claim: {
      en: 'every request, POST included, carries the API key in the query parameter `key`',
      fr: 'chaque requête, POST compris, porte la clé d’API dans le paramètre `key` de l’URL',
    },
  },
  key_identifies: {
    provenance: 'documented',
    claim: {
      en: 'the key tells which application sends the request',
      fr: 'la clé dit quelle application envoie la requête',
    },
  },
  own_credentials: {
    provenance: 'documented',
    claim: {
      en: 'each application has its own key, login and password',
      fr: 'chaque application a sa propre clé, son propre login et son propre mot de passe',
    },
  },
  basic: {
    provenance: 'documented',
    claim: {
      en: 'login and password are sent by HTTP Basic authentication',
      fr: 'le login et le mot de passe sont envoyés par HTTP Basic',
    },
  },
  https: {
    provenance: 'documented',
    claim: {
      en: 'the API is reached over HTTPS; the mock speaks it with `--https`',
      fr: 'l’API s’atteint par HTTPS ; le simulateur le parle avec `--https`',
    },
  },
  plain_http: {
    provenance: 'inferred',
    claim: {
      en: 'without `--https`, the mock speaks plain HTTP, which differs from the text',
      fr: 'sans `--https`, le simulateur parle HTTP en clair, ce qui s’écarte du document',
    },
    choice: {
      reason: {
        en: 'a first try on one’s own machine needs no certificate then',
        fr: 'un premier essai sur sa propre machine se passe alors de certificat',
      },
      alternatives: {
        en: 'HTTPS only; a redirect from HTTP to HTTPS',
        fr: 'HTTPS seulement ; une redirection de HTTP vers HTTPS',
      },
    },
  },
  get_flows: {
    provenance: 'documented',
    claim: {
      en: 'every flow but the status flow is requested by GET',
      fr: 'tous les flux, sauf le flux statut, sont requêtés par GET',
    },
  },
  associe: {
    provenance: 'inferred',
    claim: {
      en: '"partenaire" and "associé" name the same record',
      fr: '« partenaire » et « associé » désignent le même enregistrement',
    },
    choice: {
      reason: {
        en: 'the contents say "partenaire" for the section that §5.1 calls "associé", and both flows have the path `/users/:uid`',
        fr: 'le sommaire dit « partenaire » pour la section que le §5.1 nomme « associé », et les deux flux ont le chemin `/users/:uid`',
      },
      alternatives: {
        en: 'two kinds of users, of which only partners have a status',
        fr: 'deux sortes d’utilisateurs, dont seuls les partenaires ont un statut',
      },
    },
  },
  operation_names: {
    provenance: 'inferred',
    claim: {
      en: 'each operation has a stable name (`operationId`)',
      fr: 'chaque opération a un nom stable (`operationId`)',
    },
    choice: {
      reason: {
        en: 'rules, the journal and generated clients need a name; the text has headings only',
        fr: 'les règles, le journal et les clients générés ont besoin d’un nom ; le document n’a que des titres',
      },
      alternatives: {
        en: 'other names; the titles of the text as names',
        fr: 'd’autres noms ; les titres du document comme noms',
      },
    },
  },
  tags: {
    provenance: 'inferred',
    claim: {
      en: 'the OpenAPI document groups the operations by the sections of the text, in its order',
      fr: 'le document OpenAPI groupe les opérations par sections du document de référence, dans son ordre',
    },
    choice: {
      reason: {
        en: 'a reader who holds the text finds the flows in its order',
        fr: 'un lecteur qui a le document y retrouve les flux dans le même ordre',
      },
      alternatives: {
        en: 'one group for each resource',
        fr: 'un groupe par ressource',
      },
    },
  },
  named_paths: {
    provenance: 'inferred',
    claim: {
      en: 'the paths of `named` operations can be changed (`--path`), those of `documented` ones cannot',
      fr: 'les chemins des opérations de niveau `named` peuvent être changés (`--path`), pas ceux de niveau `documented`',
    },
    choice: {
      reason: {
        en: 'an integrator with the full document knows the real paths',
        fr: 'un intégrateur qui a le document complet connaît les vrais chemins',
      },
      alternatives: {
        en: 'fixed paths; paths that can all be changed',
        fr: 'des chemins fixes ; des chemins qui peuvent tous être changés',
      },
    },
  },
  documented_only: {
    provenance: 'inferred',
    claim: {
      en: 'with `--documented-only`, every operation that is not documented answers 501 and says why',
      fr: 'avec `--documented-only`, toute opération non documentée répond 501 et dit pourquoi',
    },
    choice: {
      reason: {
        en: 'it shows that a client relies on documented operations only; 501 is HTTP’s status for what a server does not implement',
        fr: 'cela montre qu’un client ne s’appuie que sur des opérations documentées ; 501 est le statut de HTTP pour ce qu’un serveur ne réalise pas',
      },
      alternatives: {
        en: '404, as if the path did not exist',
        fr: '404, comme si le chemin n’existait pas',
      },
    },
  },
  head: {
    provenance: 'inferred',
    claim: {
      en: 'HEAD is answered wherever GET is, with the same status and header fields and no body',
      fr: 'HEAD répond partout où GET répond, avec le même statut et les mêmes en-têtes, sans corps',
    },
    choice: {
      reason: {
        en: 'RFC 9110 §9.1 requires GET and HEAD of every general-purpose server',
        fr: 'la RFC 9110 (§9.1) demande GET et HEAD à tout serveur d’usage général',
      },
      alternatives: { en: '405 for HEAD', fr: '405 pour HEAD' },
    },
  },
  trailing_slashes: {
    provenance: 'inferred',
    claim: {
      en: 'a path may end with slashes',
      fr: 'un chemin peut se terminer par des barres obliques',
    },
    choice: {
      reason: {
        en: 'the sites of the time accept them, and clients join URLs carelessly',
        fr: 'les sites de l’époque les acceptent, et des clients assemblent les URL sans soin',
      },
      alternatives: {
        en: '404; a redirect to the path without the slash',
        fr: '404 ; une redirection vers le chemin sans barre',
      },
    },
  },
  unknown_parameters: {
    provenance: 'inferred',
    claim: {
      en: 'unknown query parameters are ignored; the journal notes them',
      fr: 'les paramètres d’URL inconnus sont ignorés ; le journal les note',
    },
    choice: {
      reason: { en: 'most servers ignore them', fr: 'la plupart des serveurs les ignorent' },
      alternatives: {
        en: '400 with the name of the parameter',
        fr: '400 avec le nom du paramètre',
      },
    },
  },
  list_order: {
    provenance: 'inferred',
    claim: {
      en: 'lists are ordered by their key, ascending',
      fr: 'les listes sont triées par leur clé, en ordre croissant',
    },
    choice: {
      reason: {
        en: 'the same data give the same answer, which tests can compare',
        fr: 'les mêmes données donnent la même réponse, que des tests peuvent comparer',
      },
      alternatives: {
        en: 'by name, by date, newest first, or in no stated order',
        fr: 'par nom, par date, du plus récent au plus ancien, ou sans ordre annoncé',
      },
    },
  },
  half_years: {
    provenance: 'inferred',
    claim: {
      en: 'S1 is 1 January to 30 June and S2 the rest of the year, in the time zone Europe/Paris, start included and end excluded',
      fr: 'S1 va du 1er janvier au 30 juin et S2 couvre le reste de l’année, dans le fuseau Europe/Paris, début inclus et fin exclue',
    },
    choice: {
      reason: {
        en: 'the calendar half-years of a French service; excluded ends leave neither gap nor overlap',
        fr: 'les semestres civils d’un service français ; une fin exclue ne laisse ni trou ni recouvrement',
      },
      alternatives: {
        en: 'school or budget half-years, UTC, the last six months',
        fr: 'des semestres scolaires ou budgétaires, UTC, les six derniers mois',
      },
    },
  },
  half_year_records: {
    provenance: 'inferred',
    claim: {
      en: 'a half-year holds the records that were created or last modified in it',
      fr: 'un semestre contient les enregistrements créés ou modifiés pour la dernière fois pendant celui-ci',
    },
    choice: {
      reason: {
        en: 'a refresh ("actualisation") transfers what changed since the one before',
        fr: 'une actualisation transmet ce qui a changé depuis la précédente',
      },
      alternatives: {
        en: 'only created records; every version of a record; also deleted ones',
        fr: 'seulement les enregistrements créés ; chaque version d’un enregistrement ; aussi les supprimés',
      },
    },
  },
} as const satisfies Readonly<Record<string, Behaviour>>;
