import type { Behaviour } from './behaviour.ts';

/** Refusals in general, and HTTP: the text is silent on both. */
export const ANSWERS = {
  problem_json: {
    provenance: 'inferred',
    claim: {
      en: 'refusals are `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail` and `code`',
      fr: 'les refus sont en `application/problem+json` (RFC 9457), avec `type`, `title`, `status`, `detail` et `code`',
    },
    choice: {
      reason: {
        en: 'the standard form of errors in HTTP APIs; clients find it in every language',
        fr: 'la forme normalisée des erreurs d’API HTTP ; des clients la lisent dans tous les langages',
      },
      alternatives: {
        en: 'a page in HTML, an empty body, `{"error": "…"}`, status 200 with an error inside',
        fr: 'une page HTML, un corps vide, `{"error": "…"}`, un statut 200 qui contient une erreur',
      },
    },
  },
  problem_errors: {
    provenance: 'inferred',
    claim: {
      en: '`errors` lists the places: `{pointer, detail}` in a body, `{parameter, detail}` for a parameter',
      fr: '`errors` liste les endroits : `{pointer, detail}` dans un corps, `{parameter, detail}` pour un paramètre',
    },
    choice: {
      reason: {
        en: 'the form of the example in RFC 9457 §3: all places at once',
        fr: 'la forme de l’exemple de la RFC 9457 (§3) : tous les endroits à la fois',
      },
      alternatives: {
        en: 'only the first place, in words',
        fr: 'seulement le premier endroit, en toutes lettres',
      },
    },
  },
  french_texts: {
    provenance: 'inferred',
    claim: {
      en: 'the texts of refusals are French and name what to correct; `code` is stable',
      fr: 'les textes des refus sont en français et nomment ce qu’il faut corriger ; `code` est stable',
    },
    choice: {
      reason: {
        en: 'the text and its readers are French; code compares `code`, people read the texts',
        fr: 'le document et ses lecteurs sont français ; un programme compare `code`, une personne lit les textes',
      },
      alternatives: {
        en: 'English texts; numbers only',
        fr: 'des textes anglais ; des numéros seulement',
      },
    },
  },
  refusal_order: {
    provenance: 'inferred',
    claim: {
      en: 'refusals are checked in this order: 401, 403, 404 of a path, 405, 501, 415, 413, 400, 404 of a partner',
      fr: 'les refus sont vérifiés dans cet ordre : 401, 403, 404 d’un chemin, 405, 501, 415, 413, 400, 404 d’un partenaire',
    },
    choice: {
      reason: {
        en: 'an HTTP server learns these things in this order: sender, path and method, header, body',
        fr: 'un serveur HTTP apprend ces choses dans cet ordre : expéditeur, chemin et méthode, en-têtes, corps',
      },
      alternatives: {
        en: 'an unknown path before the identification; all errors at once',
        fr: 'un chemin inconnu avant l’identification ; toutes les erreurs à la fois',
      },
    },
  },
  challenge: {
    provenance: 'inferred',
    claim: {
      en: 'every 401 has `WWW-Authenticate: Basic realm="faire-simple", charset="UTF-8"`',
      fr: 'chaque 401 porte `WWW-Authenticate: Basic realm="faire-simple", charset="UTF-8"`',
    },
    choice: {
      reason: {
        en: 'RFC 9110 §11.6.1 requires the header field of a 401; RFC 7617 §2.1 defines `charset`',
        fr: 'la RFC 9110 (§11.6.1) demande cet en-tête à un 401 ; la RFC 7617 (§2.1) définit `charset`',
      },
      alternatives: {
        en: 'another realm; no `charset`, and passwords in ISO 8859-1',
        fr: 'un autre `realm` ; pas de `charset`, et des mots de passe en ISO 8859-1',
      },
    },
  },
  allow: {
    provenance: 'inferred',
    claim: {
      en: 'every 405 names the methods of the path in `Allow`',
      fr: 'chaque 405 nomme les méthodes du chemin dans `Allow`',
    },
    choice: {
      reason: { en: 'RFC 9110 §15.5.6 requires it', fr: 'la RFC 9110 (§15.5.6) le demande' },
      alternatives: { en: '404 for other methods', fr: '404 pour les autres méthodes' },
    },
  },
  retry_after: {
    provenance: 'inferred',
    claim: {
      en: 'every 429 and 503 says in `Retry-After` when to retry',
      fr: 'chaque 429 et chaque 503 dit dans `Retry-After` quand réessayer',
    },
    choice: {
      reason: {
        en: 'clients are tested against the header field that standard clients obey',
        fr: 'les clients se testent contre l’en-tête que suivent les clients standards',
      },
      alternatives: {
        en: 'no header field; a date in place of seconds',
        fr: 'aucun en-tête ; une date au lieu de secondes',
      },
    },
  },
  empty_body: {
    provenance: 'inferred',
    claim: {
      en: 'a POST without a body is 400, whatever type it announces',
      fr: 'un POST sans corps donne 400, quel que soit le type annoncé',
    },
    choice: {
      reason: {
        en: 'no body has no type that could be unsupported',
        fr: 'un corps absent n’a pas de type qui puisse être refusé',
      },
      alternatives: { en: '415; 411', fr: '415 ; 411' },
    },
  },
  body_limit: {
    provenance: 'inferred',
    claim: {
      en: 'a client that is still sending too large a body gets to read the 413',
      fr: 'un client qui envoie encore un corps trop volumineux peut lire le 413',
    },
    choice: {
      reason: {
        en: 'a connection that is cut off at once hides the reason from the client',
        fr: 'une connexion coupée aussitôt cache la raison au client',
      },
      alternatives: { en: 'a connection reset', fr: 'une connexion coupée' },
    },
  },
  secrets: {
    provenance: 'inferred',
    claim: {
      en: 'passwords and keys appear neither in an answer nor in a log',
      fr: 'les mots de passe et les clés n’apparaissent ni dans une réponse ni dans un journal',
    },
    choice: {
      reason: {
        en: 'answers and logs are copied into tickets and kept by proxies',
        fr: 'les réponses et les journaux sont copiés dans des tickets et conservés par des proxys',
      },
      alternatives: {
        en: 'a refusal that repeats the unknown key',
        fr: 'un refus qui répète la clé inconnue',
      },
    },
  },
  literal_paths: {
    provenance: 'inferred',
    claim: {
      en: 'an invalid path such as `%zz` is taken literally: after the identification, it is an unknown path',
      fr: 'un chemin invalide tel que `%zz` est pris à la lettre : après l’identification, c’est un chemin inconnu',
    },
    choice: {
      reason: {
        en: 'every path gets the same checks in the same order',
        fr: 'chaque chemin passe par les mêmes vérifications, dans le même ordre',
      },
      alternatives: { en: '400 before the identification', fr: '400 avant l’identification' },
    },
  },
  unknown_methods: {
    provenance: 'inferred',
    claim: {
      en: 'a method that no path has is 405 on a known path and 404 on an unknown one, whatever its name',
      fr: 'une méthode qu’aucun chemin n’a donne 405 sur un chemin connu et 404 sur un inconnu, quel que soit son nom',
    },
    choice: {
      reason: {
        en: 'an unusual name makes no difference to a client',
        fr: 'un nom inhabituel ne change rien pour un client',
      },
      alternatives: { en: '501 for unknown methods', fr: '501 pour les méthodes inconnues' },
    },
  },
  simulation_place: {
    provenance: 'inferred',
    claim: {
      en: 'rules and `Prefer` act after 501 and before 415; a rule that matches by body decides once the body has been read as JSON',
      fr: 'les règles et `Prefer` agissent après 501 et avant 415 ; une règle qui porte sur le corps décide une fois celui-ci lu en JSON',
    },
    choice: {
      reason: {
        en: 'a simulated failure does not depend on what the body says',
        fr: 'une panne simulée ne dépend pas de ce que dit le corps',
      },
      alternatives: {
        en: 'before the identification; after the validation',
        fr: 'avant l’identification ; après la validation',
      },
    },
  },
  simulated_refusals: {
    provenance: 'inferred',
    claim: {
      en: 'a simulated refusal has the body, the code and the header fields of the real one',
      fr: 'un refus simulé a le corps, le code et les en-têtes du vrai',
    },
    choice: {
      reason: {
        en: 'a client cannot tell the two apart, so a test of one covers the other',
        fr: 'un client ne distingue pas les deux : un test de l’un vaut pour l’autre',
      },
      alternatives: { en: 'a mark in the body', fr: 'une marque dans le corps' },
    },
  },
  simulated_statuses: {
    provenance: 'inferred',
    claim: {
      en: 'a simulated status outside the table of refusals has the type `about:blank`',
      fr: 'un statut simulé absent du tableau des refus a le type `about:blank`',
    },
    choice: {
      reason: {
        en: 'RFC 9457 §4.2.1 defines it for that',
        fr: 'la RFC 9457 (§4.2.1) le définit pour cela',
      },
      alternatives: { en: 'only statuses of the table', fr: 'seulement les statuts du tableau' },
    },
  },
  valid_answers: {
    provenance: 'inferred',
    claim: {
      en: 'every answer with 200, and every refusal that is not broken on purpose, is valid against the OpenAPI document',
      fr: 'chaque réponse 200, et chaque refus qui n’est pas abîmé exprès, est valide selon le document OpenAPI',
    },
    choice: {
      reason: {
        en: 'clients are generated from the document',
        fr: 'des clients sont générés d’après le document',
      },
      alternatives: {
        en: 'a document that only describes',
        fr: 'un document qui ne fait que décrire',
      },
    },
  },
  media_type: {
    provenance: 'inferred',
    claim: {
      en: 'every answer with 200 is `application/json; charset=utf-8`',
      fr: 'chaque réponse 200 est en `application/json; charset=utf-8`',
    },
    choice: {
      reason: {
        en: 'the text says JSON for one partner; RFC 8259 §8.1 requires UTF-8',
        fr: 'le document dit JSON pour un partenaire ; la RFC 8259 (§8.1) demande UTF-8',
      },
      alternatives: {
        en: 'no `charset`; `text/html`, as scripts of the time often left it',
        fr: 'pas de `charset` ; `text/html`, comme le laissaient souvent les scripts de l’époque',
      },
    },
  },
  streaming: {
    provenance: 'inferred',
    claim: {
      en: 'lists are streamed: the first byte leaves before the last record is read, and memory does not grow with their number',
      fr: 'les listes sont transmises au fil de la lecture : le premier octet part avant que le dernier enregistrement soit lu, et la mémoire ne grandit pas avec leur nombre',
    },
    choice: {
      reason: {
        en: 'one answer holds everything, since the text mentions no pages',
        fr: 'une réponse contient tout, puisque le document ne parle pas de pages',
      },
      alternatives: {
        en: 'an answer with `Content-Length`',
        fr: 'une réponse avec `Content-Length`',
      },
    },
  },
  other_requests: {
    provenance: 'inferred',
    claim: {
      en: 'other requests are answered while a list is sent; a client that stops reading, or goes away, does not delay them',
      fr: 'les autres requêtes reçoivent leur réponse pendant l’envoi d’une liste ; un client qui cesse de lire, ou s’en va, ne les retarde pas',
    },
    choice: {
      reason: {
        en: 'test suites share a mock server',
        fr: 'des suites de tests partagent un simulateur',
      },
      alternatives: { en: 'one request at a time', fr: 'une requête à la fois' },
    },
  },
  no_pagination: {
    provenance: 'inferred',
    claim: { en: 'lists have no pages', fr: 'les listes n’ont pas de pages' },
    choice: {
      reason: {
        en: 'the text mentions none: a client must not rely on what the real service may lack',
        fr: 'le document n’en mentionne pas : un client ne doit pas compter sur ce que le vrai service n’a peut-être pas',
      },
      alternatives: { en: '`page` and `limit`, `Link`', fr: '`page` et `limit`, `Link`' },
    },
  },
  no_conditional_requests: {
    provenance: 'inferred',
    claim: {
      en: 'conditional requests are answered in full, without `ETag` and `Last-Modified`',
      fr: 'les requêtes conditionnelles reçoivent la réponse complète, sans `ETag` ni `Last-Modified`',
    },
    choice: {
      reason: {
        en: 'the text mentions none: a client must not rely on what the real service may lack',
        fr: 'le document n’en mentionne pas : un client ne doit pas compter sur ce que le vrai service n’a peut-être pas',
      },
      alternatives: { en: '`ETag` and 304', fr: '`ETag` et 304' },
    },
  },
  no_compression: {
    provenance: 'inferred',
    claim: {
      en: 'answers are not compressed, whatever `Accept-Encoding` says',
      fr: 'les réponses ne sont pas compressées, quoi que dise `Accept-Encoding`',
    },
    choice: {
      reason: {
        en: 'the text mentions none: a client must not rely on what the real service may lack',
        fr: 'le document n’en mentionne pas : un client ne doit pas compter sur ce que le vrai service n’a peut-être pas',
      },
      alternatives: { en: 'gzip', fr: 'gzip' },
    },
  },
  no_cors: {
    provenance: 'inferred',
    claim: {
      en: 'answers carry no header field of CORS: pages of other origins cannot read them',
      fr: 'les réponses ne portent aucun en-tête CORS : les pages d’autres origines ne peuvent pas les lire',
    },
    choice: {
      reason: {
        en: 'the API is for applications with a password, which a page of a browser could not keep',
        fr: 'l’API est faite pour des applications qui ont un mot de passe, qu’une page de navigateur ne pourrait garder',
      },
      alternatives: {
        en: '`Access-Control-Allow-Origin: *`',
        fr: '`Access-Control-Allow-Origin: *`',
      },
    },
  },
  no_rate_limit: {
    provenance: 'inferred',
    claim: {
      en: 'there is no rate limit, unless a rule simulates one',
      fr: 'il n’y a pas de limite de débit, sauf si une règle en simule une',
    },
    choice: {
      reason: {
        en: 'the text mentions none, and a limit of our own would fail tests at random',
        fr: 'le document n’en mentionne pas, et une limite de notre invention ferait échouer des tests au hasard',
      },
      alternatives: {
        en: '429 beyond a number of requests',
        fr: '429 au-delà d’un nombre de requêtes',
      },
    },
  },
} as const satisfies Readonly<Record<string, Behaviour>>;
