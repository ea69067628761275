import fs from 'node:fs';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, plainProblem } from '../http/problems.ts';
import { FIRST, type GuideFile, guideFiles, guideIn, preferredLanguage } from './guide-files.ts';
import { frame } from './guide-frame.ts';
import { toHtml } from './markdown.ts';
import { type PageFile, sendFile, toFile } from './page.ts';
import { CONTROL_OPENAPI_PATHS, GUIDES_PATH, OPENAPI_PATHS } from './routes.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The pages and pictures that were sent; those of a server without control plane have other links. */
const made = new Map<string, PageFile>();

/** Sends a guide: in the language of its suffix, as in `testing.fr`, or else in the one that the client prefers. */
export function sendGuide(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, control }: { readonly name: string; readonly control: boolean },
): FastifyReply {
  const named = guideFiles().get(name);
  const guide =
    named ?? guideIn(name || FIRST, preferredLanguage(request.headers['accept-language']));
  if (guide !== undefined) {
    if (named === undefined) reply.header('vary', 'Accept-Language');
    reply.header('content-language', guide.language);
    return sendFile(request, reply, pageOf(guide, control));
  }
  if (pictures().includes(name)) return sendFile(request, reply, pictureOf(name));
  const detail = `There is no such guide: ${GUIDES_PATH}/ lists them.`;
  return reply
    .code(404)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(plainProblem(404, detail)));
}

function pageOf(guide: GuideFile, control: boolean): PageFile {
  const { name, language, path: file } = guide;
  return remember(`${control}/${name}.${language}.html`, () => {
    // The frame links the twin.
    const text = guide.text.replace(/^\[(Version française|English version)\]\(.*\)\n/m, '');
    const { html, headings } = toHtml(text, {
      file,
      addressOf: (path) => addressOf(path, control),
    });
    return Buffer.from(frame(guide, html, headings));
  });
}

function pictureOf(name: string): PageFile {
  return remember(name, () => fs.readFileSync(path.join(ROOT, 'docs', name)));
}

function pictures(): string[] {
  return fs.readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.svg'));
}

function remember(name: string, make: () => Buffer): PageFile {
  const file = made.get(name) ?? toFile(name, make());
  made.set(name, file);
  return file;
}

/** The address, relative to the guides, of a file of the package; undefined if the server does not serve it. */
function addressOf(file: string, control: boolean): string | undefined {
  if (file === 'openapi/faire-simple.yaml') return `..${OPENAPI_PATHS.yaml}`;
  if (file === 'openapi/control.yaml' && control) return `..${CONTROL_OPENAPI_PATHS.yaml}`;
  const name = path.posix.basename(file);
  if (file === `docs/${name}` && pictures().includes(name)) return name;
  const [guide] = [...guideFiles().values()].filter((each) => each.path === file);
  return guide && `${guide.name}.${guide.language}`;
}
