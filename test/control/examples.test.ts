import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { CONTROL_OPERATIONS } from '../../src/control/operations.ts';

const SRC = path.join(import.meta.dirname, '../../src');

/** The doc comments of methods in a text, by name. */
function commentsOf(text: string): [name: string, comment: string][] {
  const methods = text.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+(?:override |async )*(\w+)[(<]/g,
  );
  return [...methods].map(([, comment = '', name = '']) => [name, comment]);
}

t.test('an editor shows an example of each operation, or the name to use instead', async (t) => {
  const files = fs
    .readdirSync(path.join(SRC, 'control'))
    .filter((name) => /-control\.ts$/.test(name));
  const texts = [...files.map((name) => path.join('control', name)), 'index.ts'];
  const comments = new Map(
    texts.flatMap((name) => commentsOf(fs.readFileSync(path.join(SRC, name), 'utf8'))),
  );
  // In-process, it is clock.reset().
  const names = CONTROL_OPERATIONS.map(({ operationId }) => operationId);
  const methods = names.filter((name) => name !== 'resetClock');
  const without = methods.filter((name) => !/@example|@deprecated/.test(comments.get(name) ?? ''));
  t.strictSame(without, []);
  t.ok(comments.size > methods.length);
});
