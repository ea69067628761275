/** A call of an operation of the control plane: its name, method, path, and body. */
export type Call = readonly [string, string, string, unknown?];

// biome-ignore lint/suspicious/noThenProperty: the name in the rules' grammar; nobody awaits a rule
export const RULE = { operation: 'getUser', match: { uid: 1 }, then: { action: 'pass' } };
const OPTIONAL = {};
const THEMATIQUE = {
  tid: 77_777,
  nom: 'Essai',
  description: 'Pour une mesure.',
  parent: null,
  date_creation: '2016-03-14T09:26:53Z',
  date_modification: '2016-03-14T09:26:53Z',
};

/** One round: every operation, each with what the ones before it have made. */
export const CALLS: readonly Call[] = [
  ['listOperations', 'GET', '/'],
  ['listJournal', 'GET', '/journal'],
  ['exportHar', 'GET', '/journal.har'],
  ['waitForRequest', 'POST', '/journal/wait', { operation: 'getUser', timeout: 50 }],
  ['verify', 'POST', '/journal/verify', { operation: 'getUser', query: { key: { not: 'x' } } }],
  ['unexpected', 'POST', '/journal/unexpected', {}],
  ['listRules', 'GET', '/rules'],
  ['addRule', 'POST', '/rules', { ...RULE, id: 'added' }],
  ['releaseRule', 'POST', '/rules/added/release'],
  ['unusedRules', 'GET', '/rules/unused'],
  ['deleteRule', 'DELETE', '/rules/added'],
  ['listSandboxes', 'GET', '/sandboxes'],
  ['createSandbox', 'POST', '/sandboxes', { lifetime: null }],
  ['dropSandbox', 'DELETE', '/sandboxes/{id}'],
  ['addApplication', 'POST', '/applications', { nom: 'Essai', login: 'essai' }],
  ['listApplications', 'GET', '/applications'],
  ['rotateKey', 'POST', '/applications/essai/rotate-key'],
  ['rotatePassword', 'POST', '/applications/essai/rotate-password'],
  ['revokeApplication', 'DELETE', '/applications/essai'],
  ['saveSnapshot', 'PUT', '/snapshots/saved'],
  ['listSnapshots', 'GET', '/snapshots'],
  ['deleteSnapshot', 'DELETE', '/snapshots/saved'],
  ['exportState', 'GET', '/state'],
  ['listRecords', 'GET', '/records/users'],
  ['addRecord', 'POST', '/records/users', { uid: 77_777 }],
  ['getRecord', 'GET', '/records/users/77777'],
  ['patchRecord', 'PATCH', '/records/users/77777', { merge: { ville: 'Bastia' } }],
  ['deleteRecord', 'DELETE', '/records/users/77777'],
  ['putRecord', 'PUT', '/records/thematiques/77777', THEMATIQUE],
  ['restoreRecord', 'POST', '/records/users/1/restore'],
  ['diff', 'GET', '/diff'],
  ['readClock', 'GET', '/clock'],
  ['setClock', 'POST', '/clock/set', { at: '2016-03-14T09:26:53Z' }],
  ['freezeClock', 'POST', '/clock/freeze', OPTIONAL],
  ['advanceClock', 'POST', '/clock/advance', { by: 'PT1H' }],
  ['realClock', 'POST', '/clock/real'],
  ['resetClock', 'POST', '/clock/reset'],
  ['resetData', 'POST', '/reset-data'],
  ['report', 'GET', '/report'],
  ['fidelity', 'GET', '/fidelity'],
];

/** Operations that empty the journal, or replace the rules: each once, on a full server. */
export const EMPTYING: readonly Call[] = [
  ['replaceRules', 'PUT', '/rules', [RULE]],
  ['clearRules', 'DELETE', '/rules'],
  ['clearJournal', 'DELETE', '/journal'],
  ['reset', 'POST', '/reset'],
  ['restoreSnapshot', 'POST', '/snapshots/full/restore'],
  ['importState', 'PUT', '/state', { thematiques: [THEMATIQUE] }],
];

/** The operations that are not measured: they need HTTPS, or never end. */
const OTHERS = ['readHttpsFault', 'setHttpsFault', 'streamJournal'];

/** The names of all these operations. */
export const LISTED: readonly string[] = [
  ...CALLS.map(([name]) => name),
  ...EMPTYING.map(([name]) => name),
  ...OTHERS,
];
