import fs from 'node:fs';
import path from 'node:path';

/** The folder of the page's files. */
export const PAGE = path.join(import.meta.dirname, '..', '..', 'page');

/** The header field of a browser. */
export const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', connection: 'close' };

/** The URLs of the files that the page at a URL loads, the imports of its modules included; each must be there. */
export async function filesOfPage(url: string): Promise<string[]> {
  const html = await (await fetch(url, { headers: BROWSER })).text();
  const found = new Map<string, string>();
  const load = async (file: string): Promise<void> => {
    if (found.has(file)) return;
    const answer = await fetch(file, { headers: { connection: 'close' } });
    if (answer.status !== 200) throw new Error(`${file} answers ${answer.status}`);
    const text = await answer.text();
    found.set(file, text);
    if (!file.endsWith('.js')) return;
    for (const [, each] of text.matchAll(/ from '(\.[^']*)'/g))
      await load(`${new URL(`${each}`, file)}`);
  };
  for (const [, each] of html.matchAll(/(?:src|href)="(page\/[^"]*)"/g)) {
    await load(`${new URL(`${each}`, url)}`);
  }
  return [...found.keys()];
}

/** The modules of the page by name. */
export function modules(): Record<string, string> {
  const names = fs.readdirSync(PAGE).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(
    names.map((name) => [name, fs.readFileSync(path.join(PAGE, name), 'utf8')]),
  );
}
