import fs from 'node:fs';
import path from 'node:path';

/** The languages of the guides, the default first. */
export const LANGUAGES = ['en', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The root of the package. */
const ROOT = path.join(import.meta.dirname, '..', '..');

/** The name of the first guide, which lists the others. */
export const FIRST = 'README';

/** A guide in one language. */
export interface GuideFile {
  readonly name: string;
  readonly language: Language;
  /** Its path in the package. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** The guides by their name and language, such as `testing.fr`; a few have no French twin. */
let files: ReadonlyMap<string, GuideFile> | undefined;

/** The guides, read at the first call. */
export function guideFiles(): ReadonlyMap<string, GuideFile> {
  files ??= new Map(
    [`${FIRST}.md`, `${FIRST}.fr.md`, ...pages()]
      .map(read)
      .map((file) => [`${file.name}.${file.language}`, file]),
  );
  return files;
}

function pages(): string[] {
  return fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
}

function read(file: string): GuideFile {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  const [name, french] = path.basename(file, '.md').split('.') as [string, string?];
  const [, title] = /^# (.*)$/m.exec(text) as unknown as [string, string];
  return { name, language: french ? 'fr' : 'en', path: file, title, text };
}

/** A guide in a language, or in English if it has no such version. */
export function guideIn(name: string, language: Language): GuideFile | undefined {
  return guideFiles().get(`${name}.${language}`) ?? guideFiles().get(`${name}.en`);
}

/** The names of the guides in reading order: that of the links in the tables of the first one. */
export function readingOrder(): string[] {
  const { text } = guideIn(FIRST, 'en') as GuideFile;
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const names = rows.flatMap((row) =>
    [...row.matchAll(/\]\(docs\/([\w-]+)\.md/g)].map(([, name]) => name as string),
  );
  return [...new Set(names)];
}

/** The language that a client prefers: English, unless its `Accept-Language` (RFC 9110 §12.5.4) ranks French higher. */
export function preferredLanguage(header = ''): Language {
  const [best] = header
    .split(',')
    .map((range) => {
      const [, tag, quality = '1'] = /^\s*(\w+)[\w-]*\s*(?:;\s*q=([\d.]+))?/.exec(range) ?? [];
      return { language: LANGUAGES.find((each) => each === tag?.toLowerCase()), quality: +quality };
    })
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return best?.language ?? LANGUAGES[0];
}
