import path from 'node:path';
import { Marked, type RendererObject } from 'marked';
import { REFUSALS } from '../contract/refusals.ts';

/** A heading of a page. */
export interface Heading {
  readonly depth: number;
  /** The heading, as HTML. */
  readonly html: string;
  readonly id: string;
}

/** The name by which links reach a heading, as on the forges that show Markdown. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** A text in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * Markdown as HTML, without the HTML in it. `file`: the path of the page in the package. `addressOf`: the address, relative to
 * the page, of a file of the package; undefined if the server does not serve it.
 */
export function toHtml(
  text: string,
  { file, addressOf }: { file: string; addressOf: (path: string) => string | undefined },
): { html: string; headings: Heading[] } {
  const headings: Heading[] = [];
  const pathOf = (target: string) => path.posix.join(path.posix.dirname(file), target);
  const renderer: RendererObject = {
    html: () => '',
    heading({ tokens, depth, text }) {
      const html = this.parser.parseInline(tokens);
      const id = anchorOf(text);
      headings.push({ depth, html, id });
      return `<h${depth} id="${id}">${html}</h${depth}>\n`;
    },
    // Tables are wider than phones: each scrolls in a box that the keyboard reaches.
    table({ header, rows }) {
      const row = (cells: typeof header) =>
        this.tablerow({ text: cells.map((cell) => this.tablecell(cell)).join('') });
      const body = rows.map(row).join('');
      const label = headings.at(-1)?.id;
      return `<div class="table" role="group" tabindex="0" aria-labelledby="${label}"><table><thead>${row(header)}</thead><tbody>${body}</tbody></table></div>\n`;
    },
    tablecell({ tokens, header }) {
      const html = this.parser.parseInline(tokens);
      if (header) return html === '' ? '<td></td>' : `<th scope="col">${html}</th>`;
      const [token] = tokens;
      // Each refusal can be linked.
      const isRefusal = token?.type === 'codespan' && Object.hasOwn(REFUSALS, token.text);
      return `<td${isRefusal ? ` id="${token.text}"` : ''}>${html}</td>`;
    },
    link({ href, tokens }) {
      const html = this.parser.parseInline(tokens);
      if (/^(https?:|#)/.test(href)) return `<a href="${escapeHtml(href)}">${html}</a>`;
      const [target = '', anchor] = href.split('#');
      const place = pathOf(target);
      const address = addressOf(place);
      const fragment = anchor === undefined ? '' : `#${anchor}`;
      if (address !== undefined) return `<a href="${escapeHtml(address + fragment)}">${html}</a>`;
      const name = `<code>${escapeHtml(place)}</code>`;
      return html.replace(/\/$/, '') === place.replace(/\/$/, '') ? name : `${html} (${name})`;
    },
    image({ href, text }) {
      return `<img src="${escapeHtml(String(addressOf(pathOf(href))))}" alt="${escapeHtml(text)}">`;
    },
  };
  return { html: new Marked({ renderer }).parse(text, { async: false }), headings };
}
