import type { OpenAPIV3_1 } from 'openapi-types';
import { REAL_URL } from '../contract/operations.ts';
import { NIVEAUX_EXPLIQUES } from '../contract/provenance.ts';
import { OPENING, refusalsSection } from './introduction.ts';

/**
 * The API's document as Swagger UI shows it: without the real service, which the page cannot call; its levels and its
 * table of refusals are apart (`x-page`), for their own places on the page.
 */
export function toPage(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const { info, servers = [] } = document;
  const { summary: _, ...shown } = info;
  const page = { language: 'fr', levels: NIVEAUX_EXPLIQUES, refusals: `#${refusalsSection()}` };
  return Object.assign({ 'x-page': page }, document, {
    info: { ...shown, description: Object.values(OPENING).join('\n\n') },
    servers: servers.filter(({ url }) => url !== REAL_URL),
  });
}
