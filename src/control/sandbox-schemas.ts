import { Application as APPLICATION } from '../contract/applications.ts';
import type { ObjectSchema, Schema } from '../json/schema.ts';
import { RuleDefinition } from '../traffic/schemas.ts';
import { durationSchema } from '../world/durations.ts';
import { PartialState } from './partial-schemas.ts';
import { Instant, Name } from './schemas.ts';

const { login, mot_de_passe, cle } = APPLICATION.properties;
const generated = 'Default: a generated one.';

/** An application of a test. */
export const GivenApplication: Schema = {
  title: 'GivenApplication',
  description: 'the name of an application, or an object with nom, login, mot_de_passe, cle',
  anyOf: [
    { type: 'string', minLength: 1, description: 'Its name; its credentials are generated.' },
    {
      type: 'object',
      required: ['nom'],
      properties: {
        nom: { type: 'string', minLength: 1, description: 'Its name.' },
        login: { ...login, description: `Its login for HTTP Basic, without a colon. ${generated}` },
        mot_de_passe: { ...mot_de_passe, description: `Its password. ${generated}` },
        cle: {
          ...cle,
          description: `Its API key. ${generated} Chosen keys and passwords are limited to those of some 100 applications at a time.`,
        },
      },
      additionalProperties: false,
    },
  ],
};

export const Login: Schema = { type: 'string', description: 'The login of an application.' };

export const WithCredentials: ObjectSchema = {
  type: 'object',
  title: 'WithCredentials',
  description: 'The extent of a list.',
  properties: {
    credentials: { type: 'boolean', description: 'With keys and passwords. Default false.' },
  },
  additionalProperties: false,
};

export const SandboxId: Schema = { type: 'string', description: 'The sandbox’s id.' };

/** How long a sandbox lives. */
export const Lifetime: Schema = durationSchema(
  ', from ten seconds to 23 days (seconds before version 0.2.0: write 3600000 or "PT1H" for an hour)',
  { minimum: 10_000, maximum: 2_000_000_000 },
);

export const SandboxOptions: ObjectSchema = {
  type: 'object',
  title: 'SandboxOptions',
  description: 'The start of a sandbox, which its reset restores, and its lifetime.',
  properties: {
    snapshot: {
      ...Name,
      description: 'A snapshot of the main world to start from. Default: the baseline.',
    },
    state: {
      ...PartialState,
      description:
        'The data to start from, and its rules, in place of a snapshot or the baseline: members that matter, the others get defaults, with dates of `now`. A missing collection is empty.',
    },
    rules: {
      type: 'array',
      items: RuleDefinition,
      description: 'The rules, as `replaceRules` takes them. Default: those of the start.',
    },
    now: {
      ...Instant,
      description: 'The time of its clock at the start, from which it runs on.',
    },
    applications: {
      type: 'array',
      items: GivenApplication,
      minItems: 1,
      description: 'Its applications. Default: one, with generated credentials.',
    },
    lifetime: {
      description: `${Lifetime.description}, or null: never dropped. Default: dropped after an hour.`,
      anyOf: [...(Lifetime.anyOf as Schema[]), { type: 'null' }],
    },
  },
  additionalProperties: false,
};
