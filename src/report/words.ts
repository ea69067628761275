import type { Provenance } from '../contract/provenance.ts';
import type { Kind } from './kinds.ts';
import type { Next } from './observation.ts';
import { EN } from './words-en.ts';
import { FR } from './words-fr.ts';

/** The texts about a kind of findings; `{detail}` stands for the outcome, parameter, type or half-year. */
interface KindWords {
  readonly title: string;
  /** Of requests, except of half-years. */
  readonly message: string;
  readonly advice: string;
}

type Texts<Name extends string> = Readonly<Record<Name, string>>;

/** The texts of a report in a language. */
export interface Words {
  readonly language: string;
  readonly title: string;
  readonly kinds: Readonly<Record<Kind, KindWords>>;
  readonly next: Texts<Next>;
  /** Of outcomes that are no code of a refusal. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly levels: Texts<Provenance>;
  readonly parts: Texts<
    'operation' | 'parameter' | 'notation' | 'body' | 'answer' | 'members' | 'refusal'
  >;
  /** A number of requests. */
  readonly times: (count: number) => string;
  readonly unknownPath: string;
  /** A colon, with its spaces. */
  readonly colon: string;
  readonly heads: Texts<
    | 'findings'
    | 'operations'
    | 'met'
    | 'leans'
    | 'halfYears'
    | 'coverage'
    | 'unseen'
    | 'operation'
    | 'requests'
    | 'outcomes'
    | 'outcome'
    | 'count'
    | 'simulated'
    | 'expected'
    | 'next'
    | 'level'
    | 'parts'
    | 'semestre'
    | 'everything'
    | 'at'
    | 'world'
    | 'request'
    | 'status'
    | 'examples'
    | 'gaps'
    | 'table'
  >;
  readonly summary: Texts<'requests' | 'worlds' | 'findings' | 'expected' | 'coverage'>;
  readonly none: Texts<'requests' | 'findings' | 'met' | 'halfYears' | 'gaps'>;
  readonly notes: Texts<'met' | 'plain' | 'gaps' | 'dropped' | 'noStatus'>;
  readonly unseen: readonly string[];
}

/** The languages of a page. */
export const LANGUAGES = { en: EN, fr: FR } as const;

export type Language = keyof typeof LANGUAGES;

export const UNSEEN = { en: EN.unseen, fr: FR.unseen } as const;

/** One sentence about findings, without its full stop. */
export function messageOf(
  {
    kind,
    detail,
    count,
    operation,
  }: { kind: Kind; detail: string; count: number; operation: string | null },
  language: Language,
): string {
  const words = LANGUAGES[language];
  const message = words.kinds[kind].message.replace('{detail}', detail);
  const times = kind.startsWith('half-year') ? '' : ` (${words.times(count)})`;
  return `${operation ?? words.unknownPath}${words.colon}${message}${times}`;
}

/** How to correct a client. */
export function adviceOf(kind: Kind, language: Language): string {
  return LANGUAGES[language].kinds[kind].advice;
}
