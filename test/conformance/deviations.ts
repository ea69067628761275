import { setTimeout as sleep } from 'node:timers/promises';
import { FIELDS } from '../../src/conformance/checks/records.ts';
import type { Answer, Deviation, Request } from './altered.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON of a test.
type Any = any;

const isOk = ({ status }: Answer) => status === 200;
const pathOf = ({ url }: Request) => url.split('?')[0] as string;

/** Changes the JSON of the answers with 200 to GET requests of a path. */
function json(path: RegExp, change: (value: Any, request: Request) => unknown): Deviation {
  return {
    answer(answer, request) {
      if (!isOk(answer) || request.method !== 'GET' || !path.test(pathOf(request))) return;
      const value = JSON.parse(answer.body.toString());
      answer.body = Buffer.from(JSON.stringify(change(value, request) ?? value));
    },
  };
}

/** Changes the answers that match. */
function when(
  matches: (answer: Answer, request: Request) => unknown,
  change: (answer: Answer) => void,
): Deviation {
  return {
    answer(answer, request) {
      if (matches(answer, request)) change(answer);
    },
  };
}

/** Changes the refusals with a code. */
function refusal(code: string, change: (answer: Answer) => void): Deviation {
  return when((answer) => answer.body.includes(`"code":"${code}"`), change);
}

const served = (value: unknown = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: Buffer.from(JSON.stringify(value)),
});

const toStatus = (status: number) => (answer: Answer) => {
  answer.status = status;
};

const replaced = (from: string | RegExp, to: string) => (answer: Answer) => {
  answer.body = Buffer.from(answer.body.toString().replace(from, to));
};

const teapot = toStatus(418);
const has = (request: Request, name: string) =>
  request.headers.some((each) => each.toLowerCase() === name);
const queryOf = ({ url }: Request) => url.split('?')[1] ?? '';
const isPost = ({ method }: Request) => method === 'POST';
const basicOf = ({ headers }: Request) => {
  const at = headers.findIndex((each) => each.toLowerCase() === 'authorization');
  return at < 0 ? undefined : Buffer.from((headers[at + 1] ?? '').slice(6), 'base64').toString();
};
const GET_USER = /^\/api\/users\/\d+$/;
const LIST = /^\/api\/users$/;

/** Changes the first refusals that a body gets. */
function body(
  matches: (body: string, request: Request) => unknown,
  change: (answer: Answer) => void,
): Deviation {
  return when((_, request) => isPost(request) && matches(request.body.toString(), request), change);
}

/** Answers a change to this status with another status than 200. */
const setting = (action: 0 | 1) =>
  when(
    (answer, request) =>
      isOk(answer) && isPost(request) && request.body.toString() === `{"action":${action}}`,
    toStatus(201),
  );

/** Has other bodies of POST requests reach the mock server. */
function read(change: (body: string, request: Request) => string | undefined): Deviation {
  return {
    request(request) {
      if (!isPost(request)) return;
      const own = change(request.body.toString(), request);
      if (own !== undefined) request.body = Buffer.from(own);
    },
  };
}

/** The lists of a schema's records, and the flow of one partner. */
const PLACES: Readonly<Record<string, RegExp>> = {
  Accueil: /^\/api\/$/,
  Partenaire: LIST,
  Thematique: /^\/api\/thematiques$/,
  Campagne: /^\/api\/campagnes$/,
  Proposition: /^\/api\/propositions$/,
  Actualisation: /^\/api\/actualisation$/,
};

const FLOWS: Readonly<Record<string, RegExp>> = {
  getIndex: PLACES.Accueil as RegExp,
  getUser: GET_USER,
  listUsers: LIST,
  listThematiques: PLACES.Thematique as RegExp,
  listCampagnes: PLACES.Campagne as RegExp,
  listPropositions: PLACES.Proposition as RegExp,
  getActualisation: PLACES.Actualisation as RegExp,
  getActualisationSemestre: /actualisation\/\d/,
};

/** A value that no member may have, in the last record, since others are asked for the first. */
function ofField(id: string): Deviation {
  const [, schema = '', ...path] = id.split('.');
  const place = path[0] === 'periode' && path.length > 1 ? /actualisation\/\d/ : PLACES[schema];
  return json(place as RegExp, (value, request) => {
    if (queryOf(request).includes('statut=')) return;
    const last = (each: Any) => (Array.isArray(each) ? each.at(-1) : each);
    const holder = path.slice(0, -1).reduce((each, name) => last(each[name]), last(value));
    holder[path.at(-1) as string] = true;
  });
}

const KEY = 'conformance-wrong-7b1f4c';

/** Sends the application's own credentials in place of wrong ones. */
const forgiving = (
  matches: (request: Request) => boolean,
  own: (request: Request) => void,
): Deviation => ({
  request(request) {
    if (matches(request)) own(request);
  },
});

const OWN = {
  authorization: `Basic ${Buffer.from('demo:demo').toString('base64')}`,
  key: 'key=6bb16ea35b02a9cbeec697d2e81bfd7d',
};

const withKey = (request: Request) => {
  request.url = `${pathOf(request)}?${OWN.key}`;
};
const withLogin = (request: Request) => {
  request.headers = [
    ...request.headers.filter(
      (_, index) => !/^authorization$/i.test(request.headers[index - (index % 2)] ?? ''),
    ),
    'Authorization',
    OWN.authorization,
  ];
};

/** The first body that a server stored, for a server that changes nothing afterwards. */
const stale = (path: RegExp): Deviation => {
  const kept = new Map<string, Buffer>();
  return {
    answer(answer, request) {
      if (!isOk(answer) || request.method !== 'GET' || !path.test(pathOf(request))) return;
      const place = `${request.url}`;
      answer.body = kept.get(place) ?? answer.body;
      kept.set(place, answer.body);
    },
  };
};

/** Deviations by the check that must notice them, and that alone does. */
export const DEVIATIONS: Readonly<Record<string, () => Deviation>> = {
  'behaviour.basic': () =>
    when((answer, request) => isOk(answer) && GET_USER.test(pathOf(request)), toStatus(401)),
  'behaviour.key_in_query': () =>
    when((answer, request) => GET_USER.test(pathOf(request)) && isOk(answer), toStatus(403)),
  'behaviour.key_in_query.post': () =>
    when((answer, request) => isOk(answer) && isPost(request), toStatus(403)),
  'behaviour.identification_needed': () =>
    forgiving(
      (request) =>
        !has(request, 'authorization') &&
        !queryOf(request).includes('key') &&
        GET_USER.test(pathOf(request)),
      (request) => {
        withKey(request);
        withLogin(request);
      },
    ),
  'behaviour.key_identifies': () =>
    forgiving(
      (request) => queryOf(request) === `key=${KEY}` && basicOf(request) === 'demo:demo',
      withKey,
    ),
  'behaviour.own_credentials': () =>
    forgiving((request) => basicOf(request) === `demo:${KEY}`, withLogin),
  'behaviour.own_credentials.key': () =>
    forgiving((request) => queryOf(request).startsWith('key=c0a2f7d'), withKey),
  'answer.getIndex': () => json(PLACES.Accueil as RegExp, () => []),
  'answer.getUser': () => json(GET_USER, () => []),
  'parameter.uid': () =>
    json(GET_USER, (value, { url }) =>
      url.startsWith('/api/users/2?') ? { ...value, uid: 1 } : value,
    ),
  'answer.listUsers': () => json(LIST, () => ({})),
  'answer.listThematiques': () => json(PLACES.Thematique as RegExp, () => ({})),
  'answer.listCampagnes': () => json(PLACES.Campagne as RegExp, () => ({})),
  'answer.listPropositions': () => json(PLACES.Proposition as RegExp, () => ({})),
  'answer.getActualisation': () => json(PLACES.Actualisation as RegExp, () => []),
  'answer.getActualisationSemestre': () => json(/actualisation\/\d/, () => []),
  ...Object.fromEntries(
    Object.entries(FLOWS).map(([name, path]) => [
      `operation.${name}`,
      () => when((answer, request) => isOk(answer) && path.test(pathOf(request)), toStatus(410)),
    ]),
  ),
  'answer.setUserStatut': () =>
    when(
      (answer, request) => isOk(answer) && isPost(request),
      (answer) => {
        answer.headers['content-type'] = 'text/plain';
      },
    ),
  'behaviour.get_flows': () =>
    when(
      (answer, request) => isOk(answer) && PLACES.Campagne?.test(pathOf(request)),
      toStatus(405),
    ),
  'behaviour.operation_names': () =>
    json(PLACES.Accueil as RegExp, (value) => {
      value.operations.pop();
    }),
  'behaviour.documented_only': () =>
    when((_, request) => /campagnes/.test(request.url), toStatus(501)),
  'parameter.statut': () => ({
    request: (request) => {
      request.url = request.url.replace('statut=0', 'statut=1');
    },
  }),
  'parameter.semestre': () =>
    json(/actualisation\/\d/, (value) => {
      value.periode.semestre = '2016-S2';
    }),
  'behaviour.half_years': () =>
    json(/actualisation\/\d/, (value) => {
      value.periode.fin = value.periode.fin.replace('22:00', '23:00');
    }),
  'behaviour.half_year_records': () =>
    json(/actualisation\/\d/, (value) => {
      value.propositions.pop();
    }),
  'behaviour.list_order': () => json(PLACES.Thematique as RegExp, (value) => value.reverse()),
  'behaviour.no_pagination': () =>
    json(LIST, (value, { url }) => (url.includes('limit=1') ? value.slice(0, 1) : value)),
  ...Object.fromEntries(FIELDS.map(({ id }) => [id, () => ofField(id)])),
  'behaviour.field_names': () =>
    json(PLACES.Proposition as RegExp, (value) =>
      value.map(({ votes_pour: votesPour, ...rest }: Any) => ({ ...rest, votesPour })),
    ),
  'behaviour.null_members': () =>
    json(PLACES.Campagne as RegExp, (value) => {
      delete value.at(-1).date_fin;
    }),
  'behaviour.instants': () =>
    json(PLACES.Thematique as RegExp, (value) => {
      value.at(-1).date_creation = '2016-01-01T00:00:00.000Z';
    }),
  'behaviour.days': () =>
    json(PLACES.Campagne as RegExp, (value) => {
      value.at(-1).date_debut = '01/02/2016';
    }),
  'behaviour.associe': () =>
    json(LIST, (value, { url }) => {
      if (!url.includes('statut')) value[0].ville = 'Ailleurs';
    }),
  'behaviour.valid_answers': () =>
    json(/actualisation/, (value) => {
      if (value.propositions.length > 0) value.propositions.at(-1).titre = 5;
    }),
  'refusal.identification_requise': () =>
    when(
      (_, request) =>
        GET_USER.test(pathOf(request)) &&
        !has(request, 'authorization') &&
        queryOf(request) === OWN.key,
      (answer) => {
        answer.status = 400;
        replaced('"status":401', '"status":400')(answer);
      },
    ),
  'refusal.identification_requise.malformed': () =>
    when(
      (answer, request) => answer.status === 401 && request.headers.includes('Basic *'),
      toStatus(400),
    ),
  'refusal.identifiants_invalides': () => refusal('identifiants_invalides', toStatus(403)),
  'refusal.cle_manquante': () =>
    when((answer, request) => answer.status === 403 && queryOf(request) === 'key=', toStatus(400)),
  'refusal.cle_manquante.body': () => ({
    instead: (request) => (has(request, 'x-api-key') && !queryOf(request) ? served() : undefined),
  }),
  'refusal.cle_inconnue': () => refusal('cle_inconnue', toStatus(401)),
  'refusal.cle_non_associee': () => refusal('cle_non_associee', toStatus(401)),
  'refusal.ressource_inconnue': () =>
    when(
      (answer, request) => answer.status === 404 && pathOf(request) === '/api/users/1/x',
      toStatus(410),
    ),
  'behaviour.literal_paths': () =>
    when(
      (_, request) => request.url.includes('%zz') && has(request, 'authorization'),
      toStatus(400),
    ),
  'refusal.methode_non_autorisee': () =>
    when(
      (answer, request) =>
        request.method === 'GET' &&
        /^\/api\/users\/\d+\/statut/.test(request.url) &&
        answer.status === 405,
      replaced('"methode_non_autorisee"', '"ressource_inconnue"'),
    ),
  'behaviour.unknown_methods': () =>
    when((answer, { method }) => method === 'PROPFIND' && answer.status === 404, toStatus(405)),
  'behaviour.allow': () =>
    when(
      ({ status }) => status === 405,
      (answer) => {
        answer.headers.allow = 'GET';
      },
    ),
  'parameter.uid.notation': () =>
    when((_, request) => pathOf(request) === '/api/users/01', toStatus(200)),
  'refusal.requete_invalide': () =>
    when(
      (answer, request) => answer.status === 400 && queryOf(request).includes('statut=2'),
      toStatus(200),
    ),
  'refusal.partenaire_inconnu': () =>
    when(
      (answer, request) => answer.body.includes('partenaire_inconnu') && request.method === 'GET',
      replaced('"partenaire_inconnu"', '"ressource_inconnue"'),
    ),
  'behaviour.refusal_order': () =>
    when((_, request) => !isPost(request) && /users\/x\/statut/.test(request.url), toStatus(400)),
  'behaviour.refusal_order.body': () =>
    when(({ status }, request) => status === 415 && request.url.includes('/x/'), toStatus(413)),
  'behaviour.challenge': () =>
    when(
      ({ status }) => status === 401,
      (answer) => {
        if (answer.headers['www-authenticate'])
          answer.headers['www-authenticate'] = 'Basic realm="x"';
      },
    ),
  'behaviour.problem_json': () =>
    when(
      ({ status }) => status >= 400,
      (answer) => {
        answer.headers['content-type'] = 'application/json';
      },
    ),
  'behaviour.problem_json.type': () =>
    refusal('ressource_inconnue', replaced(/"type":"[^"]+"/, '"type":5')),
  'behaviour.problem_json.title': () =>
    refusal('ressource_inconnue', replaced(/"title":"[^"]+"/, '"title":5')),
  'behaviour.problem_json.status': () =>
    refusal('ressource_inconnue', replaced(/"status":404/, '"status":403')),
  'behaviour.problem_json.detail': () =>
    refusal('ressource_inconnue', replaced(/"detail":"[^"]+",/, '')),
  'behaviour.problem_json.code': () =>
    when(
      (_, { url }) => url.includes('inconnu/2'),
      replaced('"code":"ressource_inconnue"', '"code":"autre"'),
    ),
  'behaviour.problem_errors': () =>
    refusal('requete_invalide', replaced('"parameter":"uid"', '"parameter":"x"')),
  'behaviour.french_texts': () =>
    refusal('partenaire_inconnu', replaced('Partenaire inconnu', 'Unknown partner')),
  'behaviour.secrets': () =>
    when(
      ({ status }, request) => status === 403 && queryOf(request).includes(KEY),
      replaced('"detail":"', `"detail":"${KEY} `),
    ),
  'behaviour.head': () => when((_, { method }) => method === 'HEAD', toStatus(404)),
  'behaviour.trailing_slashes': () =>
    when((_, request) => /^\/api\/users\/\d+\/$/.test(pathOf(request)), toStatus(404)),
  'behaviour.unknown_parameters': () =>
    when((_, request) => queryOf(request).includes('conformance=1'), toStatus(400)),
  'behaviour.media_type': () =>
    when(
      (answer, request) => isOk(answer) && GET_USER.test(pathOf(request)),
      (answer) => {
        answer.headers['content-type'] = 'application/json';
      },
    ),
  'behaviour.streaming': () =>
    when(
      (answer, request) => isOk(answer) && LIST.test(pathOf(request)),
      (answer) => {
        delete answer.headers['transfer-encoding'];
      },
    ),
  'behaviour.other_requests': () => {
    let lists = 0;
    let arrived = () => {};
    return {
      request(request) {
        if (LIST.test(pathOf(request))) lists++;
        else if (lists > 0 && GET_USER.test(pathOf(request))) {
          request.url = '/api/users/x';
          arrived();
        }
      },
      async answer(_, request) {
        if (!LIST.test(pathOf(request))) return;
        const other = new Promise<void>((resolve) => {
          arrived = resolve;
        });
        await Promise.race([other, sleep(200)]);
        lists--;
      },
    };
  },
  'behaviour.no_conditional_requests': () =>
    when(
      (_, request) => has(request, 'if-none-match'),
      (answer) => {
        answer.headers.etag = '"1"';
      },
    ),
  'behaviour.no_compression': () =>
    when(
      (_, request) => has(request, 'accept-encoding'),
      (answer) => {
        answer.headers['content-encoding'] = 'identity';
      },
    ),
  'behaviour.no_cors': () =>
    when(
      () => true,
      (answer) => {
        answer.headers['access-control-allow-origin'] = '*';
      },
    ),
  'behaviour.no_rate_limit': () => {
    let count = 0;
    return when(
      (_, request) => GET_USER.test(pathOf(request)) && ++count % 18 === 0,
      (answer) => {
        answer.headers['x-ratelimit-limit'] = '18';
      },
    );
  },
  'refusal.trop_de_requetes': () =>
    when((_, { headers }) => headers.includes('code=trop_de_requetes'), teapot),
  'refusal.erreur_interne': () =>
    when((_, { headers }) => headers.includes('code=erreur_interne'), teapot),
  'refusal.non_documente': () =>
    when((_, { headers }) => headers.includes('code=non_documente'), teapot),
  'refusal.service_indisponible': () =>
    when((_, { headers }) => headers.includes('code=service_indisponible'), teapot),
  'behaviour.retry_after': () =>
    when(
      ({ status }) => status === 429,
      (answer) => {
        delete answer.headers['retry-after'];
      },
    ),
  'behaviour.simulated_refusals': () =>
    when(
      (_, { headers }) => headers.includes('code=ressource_inconnue'),
      replaced('"title":"', '"title":"Simulation : '),
    ),
  'behaviour.simulated_statuses': () =>
    when(
      ({ status }, request) => status === 502 && GET_USER.test(pathOf(request)),
      (answer) => {
        answer.body = Buffer.from('{}');
      },
    ),
  'behaviour.simulation_place': () =>
    when(
      (_, request) => request.headers.includes('code=502') && /users\/x/.test(request.url),
      toStatus(400),
    ),
  'operation.setUserStatut': () =>
    when((answer, request) => isOk(answer) && isPost(request), toStatus(404)),
  'parameter.uid.post': () => ({
    answer: (answer, request) => {
      if (isPost(request) && isOk(answer))
        answer.body = Buffer.from(answer.body.toString().replace('"uid":1,', '"uid":2,'));
    },
  }),
  'behaviour.inscription': () => setting(1),
  'behaviour.desinscription': () => setting(0),
  'behaviour.status_stored': () => ({
    instead: (request) =>
      isPost(request) &&
      /^\{"action":[01]\}$/.test(request.body.toString()) &&
      queryOf(request) === OWN.key &&
      request.headers.includes('application/json') &&
      !request.headers.includes('gzip') &&
      /\/1\//.test(request.url)
        ? served({
            uid: 1,
            statut: Number(request.body.toString()[10]),
            date_modification: '2016-05-23T18:04:55Z',
          })
        : undefined,
  }),
  'behaviour.real_time': () => stale(GET_USER),
  'behaviour.status_flows': () => stale(LIST),
  'behaviour.json_body': () => body((text) => text.includes('\\u0061'), toStatus(400)),
  'behaviour.action_values': () => read((text) => text.replace('"0"', '0')),
  'field.ChangementStatut.action': () => read((text) => text.replace('statut', 'action')),
  'field.Statut.uid': () => ({
    answer: (answer, request) => {
      if (isPost(request) && isOk(answer))
        answer.body = Buffer.from(answer.body.toString().replace(/"uid":\d+,/, ''));
    },
  }),
  'field.Statut.statut': () => ({
    answer: (answer, request) => {
      if (isPost(request) && isOk(answer))
        answer.body = Buffer.from(answer.body.toString().replace(/"statut":\d/, '"statut":true'));
    },
  }),
  'field.Statut.date_modification': () => ({
    answer: (answer, request) => {
      if (isPost(request) && isOk(answer))
        answer.body = Buffer.from(
          answer.body.toString().replace(/,"date_modification":"[^"]+"/, ''),
        );
    },
  }),
  'behaviour.status_dates': () => {
    let changed = false;
    return {
      answer(answer, request) {
        changed ||= request.body.toString() === '{"action":0}';
        if (!changed || !GET_USER.test(pathOf(request))) return;
        replaced(/"date_inscription":"\d/, '"date_inscription":"3')(answer);
      },
    };
  },
  'behaviour.same_status': () => {
    let last = '';
    let count = 0;
    let repeated = false;
    return {
      request(request) {
        if (!isPost(request)) return;
        const own = request.body.toString();
        repeated = own === last && own === '{"action":1}';
        count++;
        last = own;
      },
      answer(answer, request) {
        if (!repeated || !GET_USER.test(pathOf(request))) return;
        replaced(/"date_modification":"\d{4}/, `"date_modification":"${3000 + count}`)(answer);
      },
    };
  },
  'behaviour.closed_body': () => read((text) => text.replace(',"autre":1', '')),
  'refusal.requete_invalide.body': () =>
    read((text) => (text === '{}' ? '{"action":0}' : undefined)),
  'behaviour.empty_body': () =>
    body(
      (text, request) =>
        text === '' && has(request, 'content-type') && request.headers.includes('text/plain'),
      toStatus(415),
    ),
  'refusal.type_non_supporte': () =>
    body((_, request) => request.headers.includes('gzip'), toStatus(400)),
  'refusal.corps_trop_volumineux': () => body((text) => text.length === 16_385, toStatus(400)),
  'behaviour.body_limit': () => body((text) => text.length > 1e6, toStatus(400)),
  'refusal.partenaire_inconnu.post': () =>
    body((text, { url }) => url.includes('/9007199') && text === '{"action":1}', toStatus(400)),
  'behaviour.problem_errors.body': () =>
    body((text) => text === '{"action":"x"}', replaced('/action', '/')),
};

const lastOperation = (change: (operation: Any) => void) =>
  json(PLACES.Accueil as RegExp, (value) => {
    change(value.operations.at(-1));
  });

/** Further deviations by check, in which other checks may fail as well. */
export const FURTHER: readonly (readonly [id: string, deviation: () => Deviation])[] = [
  [
    'behaviour.half_years',
    () =>
      json(/actualisation\/\d/, (value) => {
        value.periode.debut = value.periode.debut.replace('23:00', '00:00');
      }),
  ],
  [
    'behaviour.head',
    () =>
      when(
        (_, { method }) => method === 'HEAD',
        (answer) => {
          answer.headers['content-type'] = 'text/plain';
        },
      ),
  ],
  [
    'behaviour.media_type',
    () =>
      when(isOk, (answer) => {
        delete answer.headers['content-type'];
      }),
  ],
  [
    'behaviour.no_rate_limit',
    () => {
      let count = 0;
      return when((_, request) => GET_USER.test(pathOf(request)) && ++count > 15, toStatus(429));
    },
  ],
  ['parameter.statut', () => json(LIST, (value, { url }) => (url.includes('statut') ? [] : value))],
  [
    'behaviour.operation_names',
    () =>
      lastOperation((operation) => {
        operation.methode = 'POST';
      }),
  ],
  [
    'behaviour.operation_names',
    () =>
      lastOperation((operation) => {
        operation.href = '/autre';
      }),
  ],
  [
    'behaviour.literal_paths',
    () =>
      when((_, request) => request.url.includes('%zz') && !has(request, 'authorization'), teapot),
  ],
  [
    'behaviour.simulated_refusals',
    () => when((_, { headers }) => headers.includes('code=ressource_inconnue'), teapot),
  ],
  ['answer.setUserStatut', () => body((text) => text === '{"action":1}', replaced(/.*/s, '[]'))],
  [
    'behaviour.status_dates',
    () => body(() => true, replaced(/"date_modification":"2/, '"date_modification":"3')),
  ],
  [
    'behaviour.no_pagination',
    () =>
      when(isOk, (answer) => {
        answer.headers.link = '<x>; rel="next"';
      }),
  ],
  [
    'behaviour.problem_errors',
    () => refusal('requete_invalide', replaced('"parameter":"uid"', '"parameter":5')),
  ],
  [
    'behaviour.problem_errors',
    () => refusal('requete_invalide', replaced('"errors":[', '"autres":[')),
  ],
  [
    'parameter.uid.post',
    () => {
      let changed = false;
      return {
        answer(answer, request) {
          changed ||= isPost(request);
          if (changed && LIST.test(pathOf(request)))
            replaced(/"uid":2,"statut":\d/, '"uid":2,"statut":7')(answer);
        },
      };
    },
  ],
  ['behaviour.status_flows', () => stale(PLACES.Actualisation as RegExp)],
  ['behaviour.action_values', () => read((text) => text.replace('"1"', '1'))],
  [
    'behaviour.status_dates',
    () => json(GET_USER, (value) => ({ ...value, date_desinscription: '2013-09-16T07:58:31Z' })),
  ],
  ['field.ChangementStatut.action', () => body((text) => text === '{"statut":1}', toStatus(200))],
  [
    'behaviour.status_dates',
    () => {
      let year = 2090;
      return json(GET_USER, (value) => {
        const date = `${year--}-01-01T00:00:00Z`;
        return {
          ...value,
          date_modification: date,
          date_inscription: date,
          date_desinscription: date,
        };
      });
    },
  ],
  [
    'behaviour.status_dates',
    () => {
      let count = 0;
      return json(GET_USER, (value) => ({ ...value, votes: count++ }));
    },
  ],
  [
    'behaviour.same_status',
    () => {
      let count = 0;
      return body((text) => text === '{"action":1}' && ++count > 1, toStatus(409));
    },
  ],
  ['refusal.corps_trop_volumineux', () => body((text) => text.length === 16_384, toStatus(413))],
  ['behaviour.simulated_statuses', () => when(({ status }) => status === 502, teapot)],
  [
    'behaviour.simulation_place',
    () =>
      when(
        (_, request) => request.headers.includes('code=502') && request.url.includes('inconnu'),
        teapot,
      ),
  ],
  ['parameter.uid', () => json(GET_USER, (value) => ({ ...value, uid: 99 }))],
  [
    'parameter.uid.post',
    () =>
      read((_, request) => {
        request.url = request.url.replace('/1/', '/2/');
        return undefined;
      }),
  ],
];

/** Checks that are left undecided, since another check notices the deviation. */
export const UNDECIDED: readonly (readonly [id: string, deviation: string])[] = [
  ['field.Proposition.votes_pour', 'behaviour.field_names'],
  ['parameter.statut', 'field.Partenaire.statut'],
  ['behaviour.inscription', 'operation.setUserStatut'],
  ['behaviour.status_flows', 'behaviour.real_time'],
  ['behaviour.json_body', 'behaviour.desinscription'],
  ['answer.setUserStatut', 'behaviour.inscription'],
  ['behaviour.operation_names', 'field.Accueil.operations.operationId'],
  ['parameter.semestre', 'field.Actualisation.periode.semestre'],
  ['behaviour.half_years', 'field.Actualisation.periode.fin'],
];
