import t from 'tap';
import { help, OPTIONS, usageOf } from '../../src/options/options.ts';

t.test('the help names every flag, what it takes, what it does and its default', async (t) => {
  const text = help();
  for (const option of OPTIONS) {
    const row = text.split('\n').find((line) => line.trimStart().startsWith(usageOf(option)));
    t.ok(row?.endsWith(`  ${option.help} (default: ${option.default})`), usageOf(option));
  }
  for (const row of ['--version, -v', '--help, -h', 'check DIR', 'generate DIR'])
    t.ok(text.includes(row), row);
});

t.test('an option is written as it is used', async (t) => {
  const usages = Object.fromEntries(OPTIONS.map((option) => [option.flag, usageOf(option)]));
  t.match(usages, {
    port: '--port NUMBER',
    reseed: '--reseed',
    docs: '--no-docs',
    path: '--path OPERATION=PATH',
  });
});

t.test(
  'each option has an environment variable, which the help explains how to find',
  async (t) => {
    for (const { flag, env } of OPTIONS) {
      t.equal(env, `FAIRE_SIMPLE_MOCK_${flag.toUpperCase().replaceAll('-', '_')}`);
    }
    t.match(help(), /--log-level is FAIRE_SIMPLE_MOCK_LOG_LEVEL, and so on/);
  },
);
