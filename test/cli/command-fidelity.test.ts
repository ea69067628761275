import t from 'tap';
import { readCommand } from '../../src/cli/config.ts';
import { ROWS } from '../../src/fidelity/ledger.ts';
import { runHere } from '../command-here.ts';

t.test('the command "fidelity" lists every row with its grounds', async (t) => {
  const { status, stdout, stderr } = await runHere(t, ['fidelity']);
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
  const heads = [...stdout.matchAll(/^(\S+) \(/gm)].map(([, id]) => id);
  t.strictSame(
    heads,
    ROWS.map(({ id }) => id),
  );
  t.match(stdout, '\noperation.getUser (documented, sentence 7, sentence 38, sentence 39');
  t.match(stdout, '\n  reason: the text says "id unique" only');
  t.match(stdout, '\n  also possible: a UUID, a login');
});

t.test('it takes nothing else', async (t) => {
  t.throws(() => readCommand(['fidelity', 'x'], {}), {
    message: '"fidelity" takes no option: remove x.',
  });
  t.throws(() => readCommand(['fidelity', '--port', '1'], {}), {
    message: '"fidelity" takes no option: remove --port.',
  });
});
