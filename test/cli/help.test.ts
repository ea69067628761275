import t from 'tap';
import { help } from '../../src/cli/help.ts';
import { defaultOf, OPTIONS, usageOf } from '../../src/options/options.ts';

t.test('the help names every flag, what it takes, what it does and its default', async (t) => {
  const lines = help().split('\n');
  for (const option of OPTIONS) {
    const row = lines.find((line) => line.startsWith(`  ${usageOf(option)} `));
    const text = `${option.help.en} (default: ${defaultOf(option, 'en')})`;
    t.ok(row?.endsWith(`  ${text}`), usageOf(option));
  }
});

t.test('the help names every command and the flags that print something', async (t) => {
  const rows = ['--version, -v', '--help, -h', 'check DIR', 'generate DIR', 'exec -- COMMAND'];
  for (const row of rows) t.ok(help().includes(row), row);
  t.match(help(), /generated partners, 1000 or --generate/);
});

t.test('the help says how the variable of an option is named', async (t) => {
  t.match(help(), /--log-level is FAIRE_SIMPLE_MOCK_LOG_LEVEL, and so on/);
});
