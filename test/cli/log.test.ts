import fs from 'node:fs';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
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
const UNKNOWN = { ...REQUEST, operation: null, status: 404, code: 'ressource_inconnue' };

t.test(
  'json is an object a line: the level by name, the instant, and what was handed over',
  async (t) => {
    const { logger, lines } = logTo('info', 'json');
    logger.info(REQUEST, 'request');
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
  logger.info(REQUEST, 'request');
  const between = new Date().toISOString();
  await setTimeout(5);
  logger.child({ part: 'x' }).warn('later');
  t.equal(await logWritten(logger), true);
  const [request, later, ...more] = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.strictSame(request, { level: 'info', time: request.time, ...REQUEST, msg: 'request' });
  t.strictSame(later, { level: 'warn', time: later.time, part: 'x', msg: 'later' });
  t.ok(request.time <= between, `${request.time} ≤ ${between}`);
  t.ok(later.time > between, `${later.time} > ${between}`);
  t.strictSame(more, []);
});

t.test('pretty is a line for the eye', async (t) => {
  const { logger, lines } = logTo('debug', 'pretty');
  logger.info(REQUEST, 'request');
  logger.info(REFUSED, 'request');
  logger.info(UNKNOWN, 'request');
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
      'listening {"api":"http://x/api"}',
      'warn: a notice',
      'debug: read {"rows":3}',
    ],
  );
  for (const line of read) t.match(line, /^\d\d:\d\d:\d\d /);
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
