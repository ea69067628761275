import type { ObjectSchema, Schema } from '../json/schema.ts';

const text = (description: string): Schema => ({ type: 'string', description });
const count = (description: string): Schema => ({ type: 'integer', description });
const milliseconds = (description: string): Schema => ({ type: 'number', minimum: 0, description });
const listOf = (items: Schema, description: string): Schema => ({
  type: 'array',
  items,
  description,
});

/** An object with these members; those of `optional` may be missing. */
function object(
  description: string,
  required: ObjectSchema['properties'],
  optional: ObjectSchema['properties'] = {},
): ObjectSchema {
  return {
    type: 'object',
    description,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

const pairs = (description: string): Schema =>
  listOf(
    object('A name and a value.', { name: text('The name.'), value: text('The value.') }),
    description,
  );

const common = {
  httpVersion: text('The version of HTTP.'),
  cookies: listOf({ type: 'object', description: 'A cookie.' }, 'Empty: cookies are secrets.'),
  headersSize: count('-1: not known.'),
  bodySize: count('The length of the body, in bytes; -1: not known.'),
};

const comment = text('Missing where there is nothing to say.');

const HarEntry: ObjectSchema = {
  ...object('A request and its answer, without secrets.', {
    startedDateTime: text('The instant of its arrival, by the world’s clock.'),
    time: milliseconds('Milliseconds.'),
    request: object(
      'The request.',
      {
        method: text('The method.'),
        url: text('The URL; `about:blank` if it was dropped to save memory.'),
        headers: pairs('The header fields.'),
        queryString: pairs('The query parameters.'),
        ...common,
      },
      {
        postData: object(
          'The body.',
          { mimeType: text('Its media type.'), text: text('The body, or its beginning.') },
          { comment },
        ),
      },
    ),
    response: object('The answer.', {
      status: count('The status; 0: none was sent.'),
      statusText: text('The usual reason phrase of the status.'),
      headers: pairs('Empty: the journal keeps no header fields of answers.'),
      content: object(
        'The body.',
        {
          size: count('Its length, in bytes.'),
          mimeType: text('The media type that the API gives to it.'),
        },
        {
          text: text('The body, or its beginning.'),
          encoding: text('`base64` if it is not UTF-8.'),
          comment,
        },
      ),
      redirectURL: text('Empty.'),
      ...common,
    }),
    cache: { type: 'object', description: 'Empty.' },
    timings: object('The parts of the time.', {
      send: milliseconds('0.'),
      wait: milliseconds('The whole time.'),
      receive: milliseconds('0.'),
    }),
    comment: text('Its number in the journal, its operation, rule and refusal.'),
  }),
  title: 'HarEntry',
};

/** An HTTP archive, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/). */
export const Har: ObjectSchema = {
  ...object('An HTTP archive 1.2, for the developer tools of browsers.', {
    log: object('The archive.', {
      version: text('`1.2`.'),
      creator: object('The program that wrote it.', {
        name: text('Its name.'),
        version: text('Its version.'),
      }),
      entries: listOf(HarEntry, 'The requests by arrival.'),
    }),
  }),
  title: 'Har',
};
