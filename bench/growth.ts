import { round } from './line.ts';

/** The costs for a number of partners: milliseconds, and megabytes. */
export interface Growth {
  readonly partners: number;
  /** Generation into a new file. */
  readonly made: number;
  readonly size: number;
  readonly list: number;
  readonly half: number;
  readonly user: number;
  readonly start: number;
  readonly memory: number;
}

/** The measured numbers of partners. */
export const SIZES = [100, 1000, 10_000, 100_000, 1_000_000];

const SERIES = [
  { name: 'listUsers', color: '#1f5fbf', of: ({ list }: Growth) => list },
  { name: 'getActualisationSemestre', color: '#b3541e', of: ({ half }: Growth) => half },
  { name: 'start on an existing file', color: '#2f7d4f', of: ({ start }: Growth) => start },
  { name: 'getUser', color: '#7a3fa0', of: ({ user }: Growth) => user },
];

const TITLE = 'How long it takes, by the number of partners in a database file';
const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 560;
const TOP = 50;
const BOTTOM = 370;

/** Draws the measurements of `measureGrowth` on two logarithmic scales. */
export function plotOf(growth: readonly Growth[]): string {
  const times = growth.flatMap((one) => SERIES.map(({ of }) => of(one)));
  const low = Math.floor(Math.log10(Math.min(...times)));
  const high = Math.ceil(Math.log10(Math.max(...times)));
  const x = (partners: number) => LEFT + ((Math.log10(partners) - 2) / 4) * (RIGHT - LEFT);
  const y = (ms: number) => BOTTOM - ((Math.log10(ms) - low) / (high - low)) * (BOTTOM - TOP);
  const at = (value: number) => value.toFixed(1);
  const text = (left: number, top: number, content: string, more = '') =>
    `<text x="${at(left)}" y="${at(top)}" ${more}>${content}</text>`;
  const rows = [];
  for (let power = low; power <= high; power++) {
    const top = y(10 ** power);
    rows.push(`<path d="M${LEFT} ${at(top)}H${RIGHT}" stroke="#ddd"/>`);
    const label = power < 3 ? `${10 ** power} ms` : `${10 ** (power - 3)} s`;
    rows.push(text(LEFT - 8, top + 4, label, 'text-anchor="end"'));
  }
  for (const partners of SIZES) {
    rows.push(
      text(x(partners), BOTTOM + 20, partners.toLocaleString('en-US'), 'text-anchor="middle"'),
    );
  }
  let last = Number.POSITIVE_INFINITY;
  const ends = SERIES.map((series) => ({ ...series, end: y(series.of(growth.at(-1) as Growth)) }));
  for (const { name, color, of, end } of ends.sort((one, other) => other.end - one.end)) {
    const points = growth.map((one) => `${at(x(one.partners))} ${at(y(of(one)))}`);
    rows.push(`<path d="M${points.join('L')}" fill="none" stroke="${color}" stroke-width="2"/>`);
    for (const point of points) {
      const [left, top] = point.split(' ');
      rows.push(`<circle cx="${left}" cy="${top}" r="3.5" fill="${color}"/>`);
    }
    // Names that would overlap are moved apart vertically.
    last = Math.min(end, last - 16);
    rows.push(text(RIGHT + 12, last + 4, name, `fill="${color}"`));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${TITLE}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${text(LEFT, 24, TITLE, 'font-size="15"')}
${rows.join('\n')}
${text((LEFT + RIGHT) / 2, HEIGHT - 8, 'partners', 'text-anchor="middle"')}
</svg>
`;
}

/** The same data as a table. */
export function growthTable(growth: readonly Growth[]): string {
  return [
    '| partners | generated in | file | start | getUser | half-year | listUsers | memory then |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...growth.map(({ partners, made, size, start, user, half, list, memory }) => {
      const times = [start, user, half, list].map((ms) => `${round(ms)} ms`);
      const sizes = [`${round(made / 1000)} s`, `${round(size)} MB`];
      const cells = [partners.toLocaleString('en-US'), ...sizes, ...times, `${round(memory)} MB`];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}
