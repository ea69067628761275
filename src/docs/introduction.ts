import { NIVEAUX, NIVEAUX_EXPLIQUES, type Provenance } from '../contract/provenance.ts';
import { REFUSALS } from '../contract/refusals.ts';

/** The API, and its requests. */
export const OPENING = {
  api: 'Ce simulateur imite l’API par laquelle des applications tierces échangent avec faire-simple. Seul le début de son document de référence (jusqu’au §5.1) est public ; le reste est reconstruit.',
  requests:
    'Chaque requête envoie les identifiants de l’application (HTTP Basic) **et** sa clé d’API, dans le paramètre `key` de l’URL. Sur la page `/docs`, ceux de l’application de démonstration sont déjà saisis ; ceux d’une autre application, si le plan de contrôle admet le visiteur.',
};

/** The table of refusals, below a heading. */
export function refusalsSection(): string {
  const rows = Object.entries(REFUSALS).map(
    ([code, { status, when }]) => `| ${status} | \`${code}\` | ${when} |`,
  );
  return [
    '## Refus',
    'Les refus (déduits) sont des objets `application/problem+json` (RFC 9457), vérifiés dans l’ordre de ce tableau :',
    ['| statut | code | quand |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

/** The description of the document. */
export function introduction(): string {
  const levels = Object.entries(NIVEAUX_EXPLIQUES).map(
    ([level, text]) => `- **${NIVEAUX[level as Provenance]}** (\`${level}\`) : ${text}.`,
  );
  const { api, requests } = OPENING;
  const opening = `${api} Chaque opération, chaque champ et chaque refus indique son niveau (\`x-provenance\`) :`;
  return [opening, levels.join('\n'), requests, refusalsSection()].join('\n\n');
}
