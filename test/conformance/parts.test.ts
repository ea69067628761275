import t from 'tap';
import { readContract } from '../../src/conformance/contract.ts';
import { credentialsOf } from '../../src/conformance/credentials.ts';
import { wholeItems } from '../../src/conformance/cut-json.ts';
import { isCertificateProblem, reasonOf } from '../../src/conformance/reasons.ts';
import { exitStatusOf, summary, written } from '../../src/conformance/report.ts';
import type { Report, Result } from '../../src/conformance/run.ts';
import { mediaType, nameOf, placeOf, shape } from '../../src/conformance/shape.ts';
import { targetOf } from '../../src/conformance/target.ts';

t.test('a cut JSON text ends after its last whole item', async (t) => {
  for (const [text, whole] of [
    ['[{"a":1},{"a":[2,3]},{"a"', '[{"a":1},{"a":[2,3]}]'],
    ['{"x":null,"list":[1,"a,\\"]",3', '{"x":null,"list":[1,"a,\\"]"]}'],
    ['{"list":[1],"other":[', '{"list":[1],"other":[]}'],
    ['[[[1,2],[3', '[[[1,2]]]'],
    ['{"a":1', ''],
    ['"a', ''],
  ] as const) {
    t.equal(wholeItems(text), whole, text);
    if (whole) t.doesNotThrow(() => JSON.parse(whole));
  }
});

t.test('shapes have no values', async (t) => {
  for (const [value, text] of [
    [undefined, 'nothing'],
    [null, 'null'],
    [[1, 2], 'an array of 2'],
    ['Morvan', 'a string of 6 characters'],
    [3, 'an integer'],
    [3.5, 'a number'],
    [true, 'a boolean'],
    [{}, 'an empty object'],
    [{ nom: 'x', 'a b': 1 }, 'an object with nom, a name of 3 characters'],
    [
      Object.fromEntries([...'abcdefghij'].map((name) => [name, 1])),
      'an object with a, b, c, d, e, f, g, h, and 2 more',
    ],
  ] as const) {
    t.equal(shape(value), text);
  }
  t.equal(nameOf('x'.repeat(41)), 'a name of 41 characters');
  t.equal(placeOf('/a/0/b c'), '/a/0/a name of 3 characters');
  t.equal(mediaType(undefined), 'no media type');
  t.equal(mediaType('text/html; charset=utf-8'), 'text/html; charset=utf-8');
  t.equal(mediaType('\u001b[31m'), 'a Content-Type of 5 characters');
});

t.test('violations have no values', async (t) => {
  const contract = readContract();
  t.equal(readContract(), contract, 'it is read once');
  t.equal(contract.violation({ uid: 1 }, 'Statut'), 'statut is missing');
  t.equal(
    contract.violation({ action: 1, 'a b': 2 }, 'ChangementStatut'),
    'a name of 3 characters is unexpected',
  );
  t.equal(
    contract.violation({ uid: 1, statut: 7, date_modification: '' }, 'Statut'),
    '/statut: an integer, expected one of [0,1]',
  );
  t.match(
    contract.violation({ uid: 1, statut: 0, date_modification: 'Morvan' }, 'Statut'),
    /^\/date_modification: a string of 6 characters, expected/,
  );
  t.equal(contract.memberViolation(1, 'Unknown', 'x'), undefined);
  t.equal(contract.memberViolation([1], 'Partenaire', 'thematiques'), undefined);
  t.match(
    contract.memberViolation(['x'], 'Partenaire', 'thematiques'),
    '/0: a string of 1 characters, expected type "integer"',
  );
});

t.test('the reasons of errors are in words of ours', async (t) => {
  const error = (code: unknown, errors?: unknown) =>
    Object.assign(new Error('secret'), { code, errors });
  for (const [code, reason] of [
    ['ECONNREFUSED', 'nothing listens there'],
    ['HPE_INVALID_CONSTANT', 'its answer is not HTTP (HPE_INVALID_CONSTANT)'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'TLS failed (ERR_SSL_NO_SHARED_CIPHER)'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'no trusted authority has issued its certificate: name the authority by --ca, if it is yours',
    ],
    ['EOTHER', 'the connection failed (EOTHER)'],
    [undefined, 'the connection failed (no code)'],
  ] as const) {
    t.equal(reasonOf(error(code), true), reason);
  }
  t.equal(reasonOf(error('ERR_SSL_X'), false), 'the connection failed (ERR_SSL_X)');
  t.equal(reasonOf(error(undefined, [error('ECONNREFUSED')]), false), 'nothing listens there');
  t.equal(isCertificateProblem(error('ERR_TLS_CERT_ALTNAME_INVALID')), true);
  t.equal(isCertificateProblem(error('ECONNREFUSED')), false);
});

t.test('base URLs', async (t) => {
  t.match(await targetOf('http://127.0.0.1:81/api//'), {
    base: 'http://127.0.0.1:81/api',
    port: 81,
    path: '/api',
    loopback: true,
    secure: false,
  });
  t.match(await targetOf('https://[::1]/api'), { host: '::1', port: 443, loopback: true });
  t.match(await targetOf('http://192.0.2.1/'), { port: 80, path: '', loopback: false });
  t.match(await targetOf('http://[::ffff:127.0.0.1]'), { loopback: true });
  t.match(await targetOf('http://[2001:db8::1]'), { loopback: false });
  for (const wrong of ['x', 'ftp://x/', 'file:///etc/passwd']) {
    await t.rejects(targetOf(wrong), {
      exitStatus: 2,
      message: /^"[^"]+" is no base URL: give one/,
    });
  }
  await t.rejects(targetOf('ftp://demo:secret@x/?key=secret'), { message: /^"ftp:\/\/x\/" is no/ });
  for (const more of ['http://a:b@127.0.0.1/', 'http://127.0.0.1/?key=1', 'http://127.0.0.1/#x']) {
    await t.rejects(targetOf(more), {
      exitStatus: 2,
      message: /^The base URL has a login, a query or a fragment/,
    });
  }
  await t.rejects(targetOf('http://name.invalid/'), {
    exitStatus: 3,
    message: /^Cannot reach name\.invalid: DNS/,
  });
});

t.test('credentials come from the environment or a file', async (t) => {
  const env = { FAIRE_SIMPLE_LOGIN: 'a', FAIRE_SIMPLE_PASSWORD: 'b', FAIRE_SIMPLE_KEY: 'c' };
  t.strictSame(credentialsOf(env, undefined), {
    login: 'a',
    password: 'b',
    key: 'c',
    otherKey: undefined,
  });
  const folder = t.testdir({
    'x.env':
      'FAIRE_SIMPLE_LOGIN=d\nFAIRE_SIMPLE_PASSWORD="e f"\nFAIRE_SIMPLE_KEY=g\nFAIRE_SIMPLE_OTHER_KEY=h\n',
    'part.env': 'FAIRE_SIMPLE_LOGIN=d\n',
  });
  t.strictSame(credentialsOf(env, `${folder}/x.env`), {
    login: 'd',
    password: 'e f',
    key: 'g',
    otherKey: 'h',
  });
  t.throws(() => credentialsOf({}, undefined), {
    exitStatus: 2,
    message: /^The environment has no FAIRE_SIMPLE_LOGIN, /,
  });
  t.throws(() => credentialsOf(env, `${folder}/part.env`), {
    message: /^The file .* has no FAIRE_SIMPLE_PASSWORD, FAIRE_SIMPLE_KEY: /,
  });
  t.throws(() => credentialsOf(env, `${folder}/none`), {
    exitStatus: 2,
    message: /^Cannot read .*none \(ENOENT\)/,
  });
});

const result = (outcome: Result['outcome'], reason?: string): Result => ({
  id: `x.${outcome}`,
  level: 'documented',
  title: '<a & "b">',
  outcome,
  reason,
  duration: 1234,
});

const REPORT: Report = {
  url: 'http://127.0.0.1:1/api',
  results: [
    result('passed'),
    result('failed', 'a | b'),
    result('finding', 'c'),
    result('skipped', 'd'),
  ],
  notRestored: undefined,
  interrupted: false,
  requests: 7,
};

t.test('reports', async (t) => {
  const passed = { ...REPORT, results: [result('passed')] };
  const ended = { ...passed, interrupted: true };
  const lost = { ...REPORT, notRestored: 'It was 1 & "0".' };
  t.equal(exitStatusOf(passed), 0);
  t.equal(exitStatusOf(REPORT), 1);
  t.equal(exitStatusOf(lost), 4);
  t.equal(
    summary(passed),
    'It conforms: 1 passed, 0 failed, 0 findings, 0 skipped, in 7 requests.',
  );
  t.match(summary(REPORT), /^It does not conform: 1 passed, 1 failed, 1 findings, 1 skipped/);
  t.match(summary(ended), /^The run was ended before its end: /);
  const text = written(REPORT, 'text');
  t.match(text, /^Conformance of http:\/\/127\.0\.0\.1:1\/api\n\n/);
  t.match(text, '\nFAILED   x.failed (documented): <a & "b">\n         a | b\n');
  t.match(text, '\npassed   x.passed (documented): <a & "b">\nFAILED');
  t.match(written(lost, 'text'), '\nIt was 1 & "0".\nIt does not');
  t.match(JSON.parse(written(passed, 'json')), {
    conforms: true,
    notRestored: null,
    counts: { passed: 1, failed: 0 },
    checks: [{ id: 'x.passed', reason: null, milliseconds: 1234 }],
  });
  t.equal(JSON.parse(written(ended, 'json')).conforms, false);
  const junit = written(lost, 'junit');
  t.match(junit, 'tests="4" failures="1" errors="0" skipped="2"');
  t.match(junit, '<failure message="a | b"/></testcase>');
  t.match(junit, '<skipped message="finding: c"/>');
  t.match(junit, 'name="x.passed: &lt;a &amp; &quot;b&quot;&gt;" time="1.234"/>');
  t.match(junit, '<system-err>It was 1 &amp; &quot;0&quot;.</system-err>');
  const markdown = written(lost, 'markdown');
  t.match(markdown, '| x.failed | documented | <a & "b"> | failed | a \\| b |');
  t.match(markdown, '**It was 1 & "0".**');
  t.notMatch(written(REPORT, 'markdown'), '**');
});
