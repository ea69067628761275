import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The folder of the files, beside that of the code. */
const FOLDER = path.join(import.meta.dirname, '..', '..', 'page');

/** The page runs and loads its own files only, and no text becomes markup or a script. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A file for browsers. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  readonly etag: string;
}

let files: ReadonlyMap<string, PageFile> | undefined;

/** A file with the type of its name. */
export function toFile(name: string, content: Buffer): PageFile {
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  return { type: TYPES[path.extname(name)] as string, content, etag };
}

/** The files of the page by name; a name from a URL is compared with theirs, so that it reaches no other file. */
function read(): ReadonlyMap<string, PageFile> {
  const names = fs.readdirSync(FOLDER).filter((name) => path.extname(name) in TYPES);
  return new Map(
    names.map((name) => [name, toFile(name, fs.readFileSync(path.join(FOLDER, name)))]),
  );
}

/** Sends a file of the page; an unknown one is the caller's. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply {
  files ??= read();
  const file = files.get(name);
  if (file !== undefined) return sendFile(request, reply, file);
  reply.callNotFound();
  return reply;
}

/** Sends a file, or 304 to a client that has it. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: PageFile,
): FastifyReply {
  reply
    .header('etag', file.etag)
    .header('cache-control', 'no-cache')
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('referrer-policy', 'no-referrer');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  return reply.type(file.type).send(file.content);
}
