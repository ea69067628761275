import communes from '@etalab/decoupage-administratif/data/communes.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };

const COUNT = 1500;

/** The text of src/generate/data/towns.json: the most populated communes of France, overseas included, one a line. */
export function renderTowns(): string {
  const { '@etalab/decoupage-administratif': version } = manifest.devDependencies;
  const lines = communes
    .filter(({ type, population, codesPostaux }) => {
      return type === 'commune-actuelle' && population && codesPostaux?.length;
    })
    // Of two with the same population, the first in the order of INSEE codes.
    .sort((one, other) => (other.population as number) - (one.population as number))
    .slice(0, COUNT)
    .map(({ nom, population, codesPostaux }) => JSON.stringify({ nom, population, codesPostaux }));
  return `{
  "source": "Written by npm run towns from @etalab/decoupage-administratif ${version}: names and populations of the INSEE, postcodes of La Poste",
  "licence": "Licence Ouverte of Etalab, https://www.etalab.gouv.fr/licence-ouverte-open-licence",
  "communes": [
    ${lines.join(',\n    ')}
  ]
}
`;
}
