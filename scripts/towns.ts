import communes from '@etalab/decoupage-administratif/data/communes.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

const COUNT = 1500;

/** src/generate/towns.ts as the data have it: the most populated communes, overseas included. */
export function renderTowns(): string {
  const { '@etalab/decoupage-administratif': version } = manifest.devDependencies;
  const lines = communes
    .filter(({ type, population, codesPostaux }) => {
      return type === 'commune-actuelle' && population && codesPostaux?.length;
    })
    // Of two of the same size, the first in the order of the INSEE's codes.
    .sort((one, other) => (other.population as number) - (one.population as number))
    .slice(0, COUNT)
    .map(({ nom, population, codesPostaux = [] }) =>
      [nom, population, codesPostaux.join(' ')].join(';'),
    );
  return `${HEAD.replace('VERSION', version)}
const TOWNS = \`
${lines.join('\n')}
\`;
`;
}

const HEAD = `// Written by « npm run towns » from @etalab/decoupage-administratif VERSION: names and populations of the INSEE, postcodes
// of La Poste, under the Licence Ouverte of Etalab (https://www.etalab.gouv.fr/licence-ouverte-open-licence).

/** A commune. */
export interface Town {
  readonly nom: string;
  readonly population: number;
  readonly codesPostaux: readonly string[];
}

/** The ${COUNT} most populated communes of France, overseas included. */
export function towns(): Town[] {
  return TOWNS.trim()
    .split('\\n')
    .map((line) => {
      const [nom, population, codes] = line.split(';') as [string, string, string];
      return { nom, population: Number(population), codesPostaux: codes.split(' ') };
    });
}
`;
