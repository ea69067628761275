import type { Words } from './words.ts';

/** The texts of a report in French. */
export const FR: Words = {
  language: 'Français',
  title: 'Rapport sur les clients de faire-simple',
  kinds: {
    'without-basic': {
      title: 'Requêtes sans authentification Basic',
      message: 'sans authentification Basic',
      advice:
        'Envoyez l’en-tête Authorization avec chaque requête, dès la première : le document de référence exige login et mot de passe par HTTP Basic (§3).',
    },
    'without-key': {
      title: 'Requêtes sans clé',
      message: 'sans le paramètre key',
      advice:
        'Ajoutez ?key=… à l’URL de chaque requête, y compris en POST (§3) : dans un en-tête ou un corps, la clé ne compte pas.',
    },
    refusal: {
      title: 'Refus qu’aucun test n’attendait',
      message: 'refusée avec {detail}',
      advice:
        'Corrigez la requête. Si un test provoque ce refus exprès, vérifiez cette requête dans le test, ou donnez --expect avec le code.',
    },
    'action-not-integer': {
      title: 'Une action qui n’est pas un entier',
      message: 'une action du type {detail}',
      advice: 'Envoyez {"action": 1} ou {"action": 0} : l’entier, sans guillemets (§4).',
    },
    'unknown-parameter': {
      title: 'Paramètres de requête inconnus',
      message: 'le paramètre inconnu {detail}',
      advice:
        'Retirez-le ou corrigez son nom : le simulateur l’ignore, il est donc sans effet. Le vrai service peut le refuser.',
    },
    'repeated-parameter': {
      title: 'Paramètres de requête répétés',
      message: 'le paramètre {detail}, plusieurs fois',
      advice: 'Donnez-le une fois.',
    },
    aborted: {
      title: 'Requêtes abandonnées par le client',
      message: 'le client est parti avant d’avoir toute la réponse',
      advice:
        'Aucune règle ne les retardait : cherchez un délai trop court, ou une réponse qui n’est pas lue jusqu’au bout.',
    },
    'early-repeat': {
      title: 'Répétées avant la fin de Retry-After',
      message: 'répétée trop tôt après {detail}',
      advice: 'Attendez autant de secondes que le dit Retry-After avant l’essai suivant.',
    },
    'blind-post': {
      title: 'Un POST répété à l’aveugle',
      message: 'POST répété après {detail}, sans regarder l’enregistrement',
      advice:
        'La modification a pu être faite bien que sa réponse soit perdue. Lisez l’enregistrement avant de répéter le POST, ou vérifiez dans un test que la répétition est voulue : qu’elle soit sans danger est déduit, non documenté.',
    },
    'gave-up': {
      title: 'Abandon au premier échec',
      message: 'non répétée après {detail}',
      advice:
        'Répétez une requête dont l’échec est passager : après Retry-After ou une pause, et un nombre limité de fois. Ou vérifiez dans un test que votre client signale l’échec.',
    },
    'futile-repeat': {
      title: 'Une requête refusée répétée telle quelle',
      message: 'répétée telle quelle après {detail}, et refusée de nouveau',
      advice:
        'Un autre essai ne change rien à ce refus : arrêtez, et signalez-le. (Deux tests qui envoient la même requête à un même monde se ressemblent : donnez à chacun son bac à sable.)',
    },
    'half-year-gap': {
      title: 'Trous entre les semestres',
      message:
        '{detail} n’a pas été récupéré, ou seulement avant sa fin, alors qu’un semestre suivant l’a été',
      advice:
        'Récupérez chaque semestre encore une fois après sa fin, sans en omettre entre deux : sinon les modifications de cette période sont perdues.',
    },
    'half-year-overlap': {
      title: 'Semestres récupérés sans besoin',
      message: '{detail} a été récupéré de nouveau après sa fin, alors qu’il était complet',
      advice: 'Un semestre terminé ne change plus : récupérez-le une fois après sa fin.',
    },
  },
  next: {
    waited: 'répétée, après Retry-After',
    repeated: 'répétée',
    early: 'répétée trop tôt',
    blind: 'POST répété à l’aveugle',
    'gave-up': 'non répétée',
    exhausted: 'plus répétée, après plusieurs essais',
    stopped: 'non répétée',
    futile: 'répétée, refusée de nouveau',
    differed: 'répétée, avec un autre résultat',
  },
  outcomes: {
    ok: 'réponse habituelle',
    slow: 'retardée',
    drop: 'connexion fermée',
    reset: 'connexion réinitialisée',
    garbage: 'octets qui ne sont pas du HTTP',
    stall: 'aucune réponse',
    cut: 'réponse coupée',
    'broken-json': 'JSON invalide',
    'content-type': 'autre Content-Type',
    patch: 'un membre inconnu',
    drip: 'réponse lente',
    lost: 'faite, réponse perdue',
    replaced: 'remplacée par une règle',
    aborted: 'abandonnée par le client',
    ended: 'coupée par la fin du monde ou du serveur',
  },
  levels: { documented: 'documenté', named: 'nommé', inferred: 'déduit' },
  parts: {
    operation: 'chemin',
    parameter: 'paramètre',
    notation: 'notation de',
    body: 'corps',
    answer: 'réponse',
    members: 'membres de',
    refusal: 'refus',
  },
  times: (count) => (count === 1 ? '1 requête' : `${count} requêtes`),
  unknownPath: 'chemin ou méthode inconnus',
  colon: ' : ',
  heads: {
    findings: 'Constats',
    operations: 'Opérations et leurs réponses',
    met: 'Refus et pannes, et la suite',
    leans: 'Parties que le document de référence n’énonce pas',
    halfYears: 'Semestres',
    coverage: 'Couverture du contrat',
    unseen: 'Limites de ce rapport',
    operation: 'opération',
    requests: 'requêtes',
    outcomes: 'résultats',
    outcome: 'résultat',
    count: 'nombre',
    simulated: 'simulés',
    expected: 'attendus par un test',
    next: 'suite',
    level: 'niveau',
    parts: 'parties nommées ou déduites',
    semestre: 'semestre',
    everything: 'tout',
    at: 'après',
    world: 'monde',
    request: 'requête',
    status: 'statut',
    examples: 'Premières requêtes',
    gaps: 'Trous, chacun avec une règle',
    table: 'Opérations × résultats',
  },
  summary: {
    requests: 'requêtes',
    worlds: 'mondes et remises à zéro',
    findings: 'constats',
    expected: 'attendus par des tests',
    coverage: 'résultats couverts',
  },
  none: {
    requests:
      'Aucune requête n’est parvenue à ce serveur. Les tests qui démarrent leur propre serveur font son rapport : startServer({ report: "DIR" }).',
    findings: 'Aucun.',
    met: 'Aucun.',
    halfYears: 'Aucun n’a été récupéré.',
    gaps: 'Aucun.',
  },
  notes: {
    met: 'La même requête (méthode, chemin, paramètres, corps) de la même application dans le même monde compte comme répétée si elle vient dans les {window} secondes qui suivent la réponse, ou la fin de Retry-After.',
    plain:
      'requêtes sont venues en HTTP en clair. Le document de référence exige HTTPS (§3) : voir --https.',
    gaps: 'Envoyez une règle à POST /_mock/rules, ou donnez-la à addRule() : elle agit une fois, sur la prochaine requête de son opération.',
    dropped:
      'Les tables de ce rapport étaient pleines : {unjudged} observations n’ont pas été jugées, et {groups} constats ou résultats ne sont pas listés.',
    noStatus: 'aucun',
  },
  unseen: [
    'Seules les requêtes parvenues à l’API sont vues : aucune dont la connexion, TLS ou HTTP a échoué avant, et aucune vers le serveur d’un autre programme.',
    'Si un client lit une réponse, quels membres il en utilise et ce qu’il enregistre ne se voit pas.',
    'Les clients se distinguent par leur application et leur monde. Ceux qui partagent les deux semblent n’en faire qu’un : une répétition peut être la requête d’un autre. Donnez à chacun son bac à sable.',
    'Une pause se voit, pas sa raison. Les requêtes encore en cours ne sont pas comptées.',
    'Les chemins et paramètres qui peuvent contenir un secret ou des données personnelles sont montrés par … ; les corps et en-têtes ne sont pas montrés.',
  ],
};
