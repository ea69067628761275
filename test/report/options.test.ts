import t from 'tap';
import { readCommand } from '../../src/cli/config.ts';
import { settingsOfObject } from '../../src/options/settings.ts';

const settings = (args: readonly string[], env: Record<string, string> = {}) => {
  const command = readCommand([...args], env);
  return 'config' in command ? command.config.report : undefined;
};

t.test('the options of the report, by flags and by variables', async (t) => {
  t.equal(settings([]), undefined);
  t.strictSame(settings(['--report', 'x']), { folder: 'x', expect: [], failOn: [] });
  const given = { folder: 'x', expect: ['reset', 'cle_inconnue', 'stall'], failOn: ['any'] };
  const flags = [
    '--report=x',
    '--expect',
    'reset,cle_inconnue',
    '--expect',
    'stall',
    '--fail-on',
    'any',
  ];
  t.strictSame(settings(flags), given);
  t.strictSame(
    settings(['exec', '--', 'true'], {
      FAIRE_SIMPLE_MOCK_REPORT: 'x',
      FAIRE_SIMPLE_MOCK_EXPECT: 'reset, cle_inconnue, stall',
      FAIRE_SIMPLE_MOCK_FAIL_ON: 'any',
    }),
    given,
  );
});

t.test('and in-process', async (t) => {
  const of = (options: object) => settingsOfObject(options).report;
  t.equal(of({}), undefined);
  t.equal(of({ report: false }), undefined);
  t.strictSame(of({ report: true }), { folder: undefined, expect: [], failOn: [] });
  t.strictSame(of({ report: 'x', expect: ['drop'] }), {
    folder: 'x',
    expect: ['drop'],
    failOn: [],
  });
});

t.test('invalid ones are refused', async (t) => {
  for (const [args, message] of [
    [['--expect', 'drop'], '--expect needs --report: without it, there are no findings.'],
    [['--fail-on', 'any'], '--fail-on needs --report: without it, there are no findings.'],
    [['--report', 'x', '--expect', 'partenaire_inconu'], 'did you mean "partenaire_inconnu"?'],
    [
      ['--report', 'x', '--fail-on', '42'],
      '--fail-on is "42": give one or more of any, without-basic',
    ],
    [['--report'], '--report needs a value: --report DIR.'],
    [['--report', 'x', '--report', 'y'], '--report was given twice: give one.'],
  ] as const) {
    t.throws(() => settings(args), { message: new RegExp(message.replaceAll('?', '\\?')) });
  }
  for (const [options, message] of [
    [{ report: 1 }, 'Option "report" must be a boolean, or the path of a folder, but is 1.'],
    [{ report: '' }, 'Option "report" must be a boolean, or the path of a folder, but is "".'],
    [{ expect: ['drop'] }, 'Option "expect" needs "report": without it, there are no findings.'],
    [
      { report: true, expect: 'drop' },
      'Option "expect" must be one or more of identification_requise',
    ],
    [{ report: true, failOn: ['any'] }, 'Unknown option "failOn"'],
  ] as const) {
    t.throws(() => settingsOfObject(options), { message: new RegExp(message) });
  }
});
