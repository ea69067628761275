import fs from 'node:fs';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import tty from 'node:tty';
import t from 'tap';
import { createLogger, logWritten } from '../../src/cli/log.ts';
import type { LogFormat, LogLevel } from '../../src/options/options.ts';

/** A logger, and the lines it has written. */
function logTo(level: LogLevel, format: LogFormat) {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const lines = () => text.split('\n').slice(0, -1);
  return { logger: createLogger(level, format, output), lines };
}

const REQUEST = { operation: 'getUser', method: 'GET', path: '/api/users/1', status: 200, ms: 1.2 };
const REFUSED = { ...REQUEST, status: 404, code: 'partenaire_inconnu' };
const RULED = {
  ...REQUEST,
  operation: 'listUsers',
  path: '/api/users',
  query: { statut: '1', a: ['x', 'y'] },
  status: 503,
  code: 'service_indisponible',
  rule: 'nuit',
};
const OUTSIDE = {
  operation: null,
  method: 'GET',
  path: '/users\x1b[31m\n',
  status: 403,
  explanation: 'did you mean /api/users?',
};
const UNKNOWN = { ...REQUEST, operation: null, status: 404, code: 'ressource_inconnue' };

t.test(
  'json is an object a line: the level by name, the instant, and what was handed over',
  async (t) => {
    const { logger, lines } = logTo('info', 'json');
    const { status, ms, ...members } = REQUEST;
    logger.answers(members)(status, ms);
    logger.warn('a notice\nof two lines');
    const [request, notice, ...more] = lines().map((line) => JSON.parse(line));
    t.strictSame(request, { level: 'info', time: request.time, ...REQUEST, msg: 'request' });
    t.strictSame(notice, { level: 'warn', time: notice.time, msg: 'a notice\nof two lines' });
    t.equal(new Date(request.time).toISOString(), request.time);
    t.strictSame(more, []);
  },
);

t.test('in a file, every line has the instant at which it was logged, in order', async (t) => {
  const file = `${t.testdir()}/log`;
  const fd = fs.openSync(file, 'w');
  t.teardown(() => fs.closeSync(fd));
  const logger = createLogger('info', 'json', Object.assign(new Writable(), { fd }));
  const { status, ms, ...members } = REQUEST;
  const answered = logger.answers(members);
  const times: string[] = [];
  for (const log of [
    () => answered(status, ms),
    () => logger.child({ part: 'x' }).warn('between'),
    () => logger.info(REFUSED, 'request'),
    () => answered(304, 0.3),
    () => answered(status, ms),
  ]) {
    times.push(new Date().toISOString());
    log();
    await setTimeout(5);
  }
  t.equal(await logWritten(logger), true);
  const lines = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.strictSame(
    lines.map(({ time, ...line }) => line),
    [
      { level: 'info', ...REQUEST, msg: 'request' },
      { level: 'warn', part: 'x', msg: 'between' },
      { level: 'info', ...REFUSED, msg: 'request' },
      { level: 'info', ...REQUEST, status: 304, ms: 0.3, msg: 'request' },
      { level: 'info', ...REQUEST, msg: 'request' },
    ],
  );
  for (const [at, { time }] of lines.entries()) {
    t.ok(time >= (times[at] as string), `${time} ≥ ${times[at]}`);
    const next = times[at + 1];
    if (next) t.ok(time < next, `${time} < ${next}`);
  }
});

t.test('pretty is a line for the eye', async (t) => {
  const { logger, lines } = logTo('debug', 'pretty');
  logger.info(REQUEST, 'request');
  logger.info(REFUSED, 'request');
  logger.info(UNKNOWN, 'request');
  logger.info(RULED, 'request');
  logger.info(OUTSIDE, 'request');
  logger.info({ api: 'http://x/api' }, 'listening');
  logger.warn('a notice');
  logger.debug({ rows: 3 }, 'read');
  const [...read] = lines();
  t.strictSame(
    read.map((line) => line.replace(/^\d\d:\d\d:\d\d /, '')),
    [
      '200 GET /api/users/1  getUser  1.2 ms',
      '404 GET /api/users/1  getUser partenaire_inconnu  1.2 ms',
      '404 GET /api/users/1  ressource_inconnue  1.2 ms',
      '503 GET /api/users?statut=1&a=x&a=y  listUsers service_indisponible (rule nuit)  1.2 ms',
      '403 GET /users\\u001b[31m\\u000a  did you mean /api/users?',
      'listening {"api":"http://x/api"}',
      'warn: a notice',
      'debug: read {"rows":3}',
    ],
  );
  for (const line of read) t.match(line, /^\d\d:\d\d:\d\d /);
});

t.test('on a terminal, pretty is coloured, unless NO_COLOR is set', async (t) => {
  const lineOf = (status: number, level: 'info' | 'warn' | 'error' | 'debug' = 'info') => {
    let text = '';
    const output = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const { getColorDepth } = tty.WriteStream.prototype;
    const terminal = Object.assign(output, { isTTY: true, getColorDepth });
    const logger = createLogger('debug', 'pretty', terminal);
    if (level === 'info') logger.info({ ...REQUEST, status }, 'request');
    else logger[level]('said');
    return text.slice(text.indexOf(' ') + 1, -1);
  };
  const more = `GET /api/users/1  getUser  \x1b[2m1.2 ms\x1b[22m`;
  const set = (name: string, value: string | undefined) => {
    const before = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
    t.teardown(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  };
  for (const name of ['NO_COLOR', 'NODE_DISABLE_COLORS', 'FORCE_COLOR', 'CI', 'TMUX']) {
    set(name, undefined);
  }
  set('TERM', 'xterm-256color');
  t.equal(lineOf(200), `\x1b[32m200\x1b[39m ${more}`);
  t.equal(lineOf(304), `\x1b[36m304\x1b[39m ${more}`);
  t.equal(lineOf(404), `\x1b[33m404\x1b[39m ${more}`);
  t.equal(lineOf(500), `\x1b[31m500\x1b[39m ${more}`);
  t.equal(lineOf(0), `\x1b[31m0\x1b[39m ${more}`);
  t.equal(lineOf(0, 'error'), '\x1b[31merror: \x1b[39msaid');
  t.equal(lineOf(0, 'warn'), '\x1b[33mwarn: \x1b[39msaid');
  t.equal(lineOf(0, 'debug'), '\x1b[2mdebug: \x1b[22msaid');
  set('NO_COLOR', '1');
  t.equal(lineOf(200), '200 GET /api/users/1  getUser  1.2 ms');
});

t.test('an error’s stack goes to the machine’s log only', async (t) => {
  const err = new Error('the disk failed');
  for (const format of ['json', 'pretty'] as const) {
    const { logger, lines } = logTo('error', format);
    logger.error({ err }, 'the request failed');
    const [line, ...more] = lines();
    t.match(line, 'the request failed');
    t.match(line, '"message":"the disk failed"');
    t.equal(line?.includes('log.test.ts'), format === 'json', `${format}: the stack`);
    t.strictSame(more, [], 'one line');
  }
});

t.test('each level holds back the levels below it', async (t) => {
  const written = (['silent', 'error', 'warn', 'info', 'debug'] as const).map((level) => {
    const { logger, lines } = logTo(level, 'json');
    for (const each of ['error', 'warn', 'info', 'debug'] as const) logger[each](each);
    return [level, lines().map((line) => JSON.parse(line).msg)];
  });
  t.strictSame(Object.fromEntries(written), {
    silent: [],
    error: ['error'],
    warn: ['error', 'warn'],
    info: ['error', 'warn', 'info'],
    debug: ['error', 'warn', 'info', 'debug'],
  });
});
