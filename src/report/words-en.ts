import type { Words } from './words.ts';

/** The texts of a report in English. */
export const EN: Words = {
  language: 'English',
  title: 'Report on the clients of faire-simple',
  kinds: {
    'without-basic': {
      title: 'Requests without Basic authentication',
      message: 'without Basic authentication',
      advice:
        'Send the Authorization header with every request, the first one included: the reference document demands login and password by HTTP Basic (§3).',
    },
    'without-key': {
      title: 'Requests without a key',
      message: 'without the parameter key',
      advice:
        'Add ?key=… to the URL of every request, those by POST included (§3): in a header or a body, it does not count.',
    },
    refusal: {
      title: 'Refusals that no test expected',
      message: 'refused with {detail}',
      advice:
        'Correct the request. If a test provokes the refusal on purpose, verify that request in the test, or give --expect with the code.',
    },
    'action-not-integer': {
      title: 'An action that is no integer',
      message: 'an action of the type {detail}',
      advice: 'Send {"action": 1} or {"action": 0}: the integer, without quotes (§4).',
    },
    'unknown-parameter': {
      title: 'Unknown query parameters',
      message: 'the unknown query parameter {detail}',
      advice:
        'Remove it, or correct its name: the mock server ignores it, so that it has no effect. The real service may refuse it.',
    },
    'repeated-parameter': {
      title: 'Repeated query parameters',
      message: 'the query parameter {detail}, more than once',
      advice: 'Give it once.',
    },
    aborted: {
      title: 'Requests that the client aborted',
      message: 'the client left before it had the whole answer',
      advice:
        'No rule delayed these: look for a time-out that is too short, or for an answer that is not read to its end.',
    },
    'early-repeat': {
      title: 'Repeated before Retry-After',
      message: 'repeated too early after {detail}',
      advice: 'Wait as many seconds as Retry-After says before the next attempt.',
    },
    'blind-post': {
      title: 'A POST repeated blindly',
      message: 'POST repeated after {detail}, without a look at the record',
      advice:
        'The change may have been made although its answer was lost. Read the record before you repeat the POST, or verify in a test that the repetition is meant: that it does no harm is inferred, not documented.',
    },
    'gave-up': {
      title: 'Gave up at once',
      message: 'not repeated after {detail}',
      advice:
        'Repeat a request that failed for a passing reason: after Retry-After or a pause, and a limited number of times. Or verify in a test that your client reports the failure.',
    },
    'futile-repeat': {
      title: 'A refused request repeated unchanged',
      message: 'repeated unchanged after {detail}, and refused again',
      advice:
        'Another attempt does not change this refusal: stop, and report it. (Two tests that send the same request to one world look the same: give each its sandbox.)',
    },
    'half-year-gap': {
      title: 'Gaps between half-years',
      message: '{detail} was not pulled, or only before its end, and a later half-year was',
      advice:
        'Pull each half-year once more after its end, and none may be missing between two: changes of that time are lost otherwise.',
    },
    'half-year-overlap': {
      title: 'Half-years pulled without need',
      message: '{detail} was pulled again after its end, although it was complete',
      advice: 'A half-year that has ended changes no more: pull it once after its end.',
    },
  },
  next: {
    waited: 'repeated, after Retry-After',
    repeated: 'repeated',
    early: 'repeated too early',
    blind: 'POST repeated blindly',
    'gave-up': 'not repeated',
    exhausted: 'not repeated any more, after several attempts',
    stopped: 'not repeated',
    futile: 'repeated, refused again',
    differed: 'repeated, with another outcome',
  },
  outcomes: {
    ok: 'usual answer',
    slow: 'delayed',
    drop: 'connection closed',
    reset: 'connection reset',
    garbage: 'bytes that are not HTTP',
    stall: 'no answer',
    cut: 'answer cut off',
    'broken-json': 'broken JSON',
    'content-type': 'another Content-Type',
    patch: 'an unknown member',
    drip: 'slow answer',
    lost: 'done, answer lost',
    replaced: 'replaced by a rule',
    aborted: 'aborted by the client',
    ended: 'cut off by the end of the world or the server',
  },
  levels: { documented: 'documented', named: 'named', inferred: 'inferred' },
  parts: {
    operation: 'path',
    parameter: 'parameter',
    notation: 'notation of',
    body: 'body',
    answer: 'answer',
    members: 'members of',
    refusal: 'refusal',
  },
  times: (count) => (count === 1 ? '1 request' : `${count} requests`),
  unknownPath: 'unknown path or method',
  colon: ': ',
  heads: {
    findings: 'Findings',
    operations: 'Operations and their answers',
    met: 'Refusals and faults, and the next step',
    leans: 'Parts that the reference document does not state',
    halfYears: 'Half-years',
    coverage: 'Coverage of the contract',
    unseen: 'Limits of this report',
    operation: 'operation',
    requests: 'requests',
    outcomes: 'outcomes',
    outcome: 'outcome',
    count: 'count',
    simulated: 'simulated',
    expected: 'expected by a test',
    next: 'next step',
    level: 'level',
    parts: 'named or inferred parts',
    semestre: 'half-year',
    everything: 'everything',
    at: 'after',
    world: 'world',
    request: 'request',
    status: 'status',
    examples: 'First requests',
    gaps: 'Gaps, each with a rule',
    table: 'Operations × outcomes',
  },
  summary: {
    requests: 'requests',
    worlds: 'worlds and resets',
    findings: 'findings',
    expected: 'expected by tests',
    coverage: 'outcomes covered',
  },
  none: {
    requests:
      'No request reached this server. Tests that start a server of their own report on it: startServer({ report: "DIR" }).',
    findings: 'None.',
    met: 'None.',
    halfYears: 'None was pulled.',
    gaps: 'None.',
  },
  notes: {
    met: 'The same request (method, path, query, body) of the same application in the same world counts as repeated if it comes within {window} seconds of the answer, or of the end of Retry-After.',
    plain: 'requests came over plain HTTP. The reference document demands HTTPS (§3): see --https.',
    gaps: 'Send a rule to POST /_mock/rules, or give it to addRule(): it acts once, on the next request of its operation.',
    dropped:
      'The tables of this report were full: {unjudged} observations were not judged, and {groups} findings or outcomes are not listed.',
    noStatus: 'none',
  },
  unseen: [
    'Only requests that reached the API are seen: none whose connection, TLS or HTTP failed before, and none to a server of another program.',
    'Whether a client reads an answer, which of its members it uses, and what it stores cannot be seen.',
    'Clients are told apart by their application and their world. Several that share both look like one: a repetition may be the request of another one. Give each its sandbox.',
    'A pause is seen, not its reason. Requests that were still running are not counted.',
    'Paths and parameters that may hold a secret or personal data are shown as …; bodies and headers are not shown.',
  ],
};
