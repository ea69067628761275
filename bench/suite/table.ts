import { linesOf } from '../peers/files.ts';
import type { Peer, Reason } from '../peers/peer.ts';
import { TESTS } from './tests.ts';

export type Language = 'en' | 'fr';

const WORDS = {
  en: {
    test: 'test',
    passes: 'passes',
    line: 'line',
    lines: 'lines',
    cannot: 'cannot',
    all: 'passes, with a workaround, cannot',
    documentation: 'documentation',
    colon: ': ',
  },
  fr: {
    test: 'test',
    passes: 'réussit',
    line: 'ligne',
    lines: 'lignes',
    cannot: 'ne peut pas',
    all: 'réussit, avec contournement, ne peut pas',
    documentation: 'documentation',
    colon: '\u00a0: ',
  },
} as const;

/** A table in Markdown. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/**
 * The tests, one a row, with what each mock server does, and the reasons of those that cannot. Its lines of workarounds
 * are counted in the files.
 */
export function suiteTable(peers: readonly Peer[], language: Language): string {
  const words = WORDS[language];
  const reasons: { peer: Peer; reason: Reason }[] = [];
  const cell = (peer: Peer, id: string): string => {
    const reason = peer.cannot[id];
    if (reason !== undefined) {
      let at = reasons.findIndex((each) => each.reason === reason);
      if (at === -1) at = reasons.push({ peer, reason }) - 1;
      return `${words.cannot} (${at + 1})`;
    }
    const parts = peer.workarounds[id];
    if (parts === undefined) return words.passes;
    const lines = linesOf(parts);
    return `${lines} ${lines === 1 ? words.line : words.lines}`;
  };
  const rows = TESTS.map((test) => [test[language], ...peers.map((peer) => cell(peer, test.id))]);
  const sums = peers.map(({ workarounds, cannot }) => {
    const [some, none] = [workarounds, cannot].map((each) => Object.keys(each).length);
    return `${TESTS.length - (some as number) - (none as number)}, ${some}, ${none}`;
  });
  const list = reasons.map(({ peer, reason }, at) => {
    const link = `[${words.documentation}](${reason.link})`;
    return `${at + 1}. ${peer.name}${words.colon}${reason[language]} (${link}).`;
  });
  const head = [words.test, ...peers.map(({ name }) => name)];
  return `${tableOf(head, [...rows, [words.all, ...sums]])}\n\n${list.join('\n')}`;
}
