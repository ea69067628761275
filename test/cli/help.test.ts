import t from 'tap';
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/commands.ts';
import { help } from '../../src/cli/help.ts';
import { defaultOf, GROUPS, OPTIONS, usageOf } from '../../src/options/options.ts';

/** A help without its line breaks. */
const joined = (text: string) => text.replace(/\s+/g, ' ');

t.test('the help names every option, what it takes, what it does and its default', async (t) => {
  const lines = help().split('\n');
  for (const option of OPTIONS) {
    t.ok(lines.some((line) => line.startsWith(`  ${usageOf(option)}  `)));
    const text = `${option.help.en} (default: ${defaultOf(option, 'en')})`;
    t.ok(joined(help()).includes(` ${usageOf(option)} ${text}`), usageOf(option));
  }
  for (const title of Object.values(GROUPS)) t.ok(lines.includes(`${title}:`), title);
});

t.test('the help names every command and the flags that print something', async (t) => {
  const rows = ['--version, -v', '--help, -h', 'check DIR', 'generate DIR', 'exec -- COMMAND'];
  for (const row of rows) t.ok(help().includes(`\n  ${row}  `), row);
  t.match(joined(help()), /generated partners, 1000 by default/);
});

t.test('the help says how variables are named, and what exit statuses mean', async (t) => {
  t.match(joined(help()), 'that of --log-level is FAIRE_SIMPLE_MOCK_LOG_LEVEL');
  t.match(joined(help()), '127: not found');
});

t.test('each command has a help of its own, with its options and examples', async (t) => {
  for (const name of COMMAND_NAMES) {
    const text = help(name);
    t.ok(text.startsWith(`Usage: faire-simple-mock ${COMMANDS[name].usage}\n`), name);
    for (const example of COMMANDS[name].examples) {
      t.ok(text.includes(`\n  faire-simple-mock ${example}`), example);
    }
  }
  t.match(help('generate'), /^ {2}--seed NUMBER /m);
  t.notMatch(help('generate'), /--port|^Server:/m);
  t.notMatch(help('check'), / --\w/);
});

t.test('lines are no wider than they may be', async (t) => {
  const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
  for (const name of [undefined, ...COMMAND_NAMES]) {
    t.ok(widest(help(name)) <= 80, `${name}: 80 without a terminal`);
    t.ok(widest(help(name, 60)) <= 76, `${name}: 60, but for examples`);
  }
  t.ok(widest(help(undefined, 120)) > 80);
  t.ok(widest(help(undefined, 10)) <= 80, 'a terminal of ten columns');
});
