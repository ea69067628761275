import fs from 'node:fs';
import path from 'node:path';
import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import { isDemo } from '../contract/applications.ts';
import type { World } from '../world/world.ts';
import { CONTROL_OPENAPI_PATHS, DOCS_PATH, OPENAPI_PATHS } from './routes.ts';

/** The folder of the page's own scripts and styles. */
const FOLDER = path.join(import.meta.dirname, '..', '..', 'page', 'swagger-ui');

/** The page runs only its own scripts; Swagger UI sets styles from them. */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self' 'unsafe-inline'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
};

/** Plugins of Swagger UI, by their names in its scripts and in ours. */
const PLUGINS = [
  'SwaggerUIBundle.plugins.DownloadUrl',
  'LevelBadges',
  'Layout',
  'Accessibility',
  'SandboxChoice',
  'DocumentLanguage',
];

/** The query string of the page's own requests for documents. */
export const FOR_PAGE = '?page';

/** The options of @fastify/swagger-ui. `control`: the page can request the control plane. */
export function swaggerUiOptions(world: World, control: boolean): FastifySwaggerUiOptions {
  const demo = world.applications.find(isDemo);
  return {
    routePrefix: DOCS_PATH,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: {
      title: 'faire-simple-mock',
      css: [file('theme.css')],
      favicon: [{ ...file('../icon.svg'), rel: 'icon', type: 'image/svg+xml', sizes: 'any' }],
      js: ['levels.js', 'layout.js', 'control.js', 'accessibility.js', 'language.js'].map(file),
    },
    // The page has its name in place of an image.
    logo: null as never,
    uiConfig: {
      displayRequestDuration: true,
      syntaxHighlight: { theme: 'monokai' },
      defaultModelsExpandDepth: 2,
      defaultModelExpandDepth: 2,
      urls: [
        { url: `..${OPENAPI_PATHS.json}${FOR_PAGE}`, name: 'API faire-simple' },
        ...(control
          ? [{ url: `..${CONTROL_OPENAPI_PATHS.json}${FOR_PAGE}`, name: 'Control plane' }]
          : []),
      ],
      // Our plugins and those of Swagger UI wrap the same components.
      pluginsOptions: { pluginLoadType: 'chain' },
      // These functions run in the browser.
      plugins: PLUGINS.map((name) => inBrowser('system', `return ${name}(system)`)),
      onComplete: inBrowser('', 'authorize(ui)'),
      // A member of our own, for our plugins.
      ...{
        faireSimple: {
          control: control ? '../_mock' : null,
          demo: demo ? { login: demo.login, password: demo.mot_de_passe, key: demo.cle } : null,
        },
      },
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each place in the options has its own type of function
function inBrowser(parameter: string, body: string): any {
  return new Function(parameter, body);
}

function file(name: string): { filename: string; content: string } {
  return {
    filename: path.basename(name),
    content: fs.readFileSync(path.join(FOLDER, name), 'utf8'),
  };
}
