import { isIP } from 'node:net';
import {
  type CompleteValues,
  OPTIONS,
  type Option,
  type OptionName,
  type Use,
  type Values,
} from './options.ts';

/** Whether a value is valid for an option; numbers and switches are already parsed from their texts. */
export function admits(option: Option<string>, value: unknown): boolean {
  switch (option.type) {
    case 'integer':
      return Number.isInteger(value) && Number(value) >= option.min && Number(value) <= option.max;
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return option.values.includes(value as string);
    case 'choices':
      return Array.isArray(value) && value.every((each) => option.values.includes(each));
    case 'output':
      return typeof value === 'boolean' || (typeof value === 'string' && value !== '');
    case 'instant':
      return typeof value === 'string' && isInstant(value);
    case 'url':
      return typeof value === 'string' && isBaseUrl(value);
    case 'host':
      return isHost(value);
    case 'names':
      return Array.isArray(value) && value.every(isHost);
    case 'hosts':
      return (
        Array.isArray(value) && value.every((name) => typeof name === 'string' && HOST.test(name))
      );
    case 'paths':
      return typeof value === 'object' && value !== null;
    case 'text':
      return typeof value === 'string';
  }
}

/** The valid values of an option, in words. */
export function expected(option: Option<string>): string {
  switch (option.type) {
    case 'integer':
      return `a whole number from ${option.min} to ${option.max}`;
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${option.values.join(', ')}`;
    case 'choices':
      return `one or more of ${option.values.join(', ')}`;
    case 'output':
      return 'a boolean, or the path of a folder';
    case 'instant':
      return 'an instant in UTC, to the second, such as 2016-03-14T09:26:53Z';
    case 'url':
      return 'an http or https URL without query, such as https://mock.example/faire-simple';
    case 'host':
      return 'an address or a host name, without scheme and port, such as 127.0.0.1 or localhost';
    case 'hosts':
      return 'host names without scheme and port, such as mock.example or .example';
    case 'names':
      return 'host names or IP addresses, without scheme and port, such as mock.example or 192.168.1.20';
    case 'paths':
      return 'an object of paths by operation, such as { listUsers: "/partenaires" }';
    case 'text':
      return 'a string';
  }
}

/** A host name of labels, possibly with a dot at the end. */
const NAME = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?$/u;

/** A host name of labels; with a leading dot, all names below it. */
const HOST = /^\.?[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;

function isHost(value: unknown): boolean {
  return typeof value === 'string' && (isIP(value) > 0 || NAME.test(value));
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  // The address without the parts that a base URL lacks.
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}${url.pathname}`
  );
}

function isInstant(text: string): boolean {
  const date = new Date(text);
  // A Date turns 30 February into 1 March.
  return /^\d{4}-.*:\d{2}Z$/.test(text) && date.toJSON() === text.replace('Z', '.000Z');
}

/** The given values, and the use's defaults for the others. */
export function withDefaults(given: Values, use: Use): CompleteValues {
  const entries = OPTIONS.map(({ name, default: usual, defaultFor }) => [
    name,
    given[name] ?? defaultFor?.[use] ?? usual,
  ]);
  return Object.fromEntries(entries);
}

/** An option that was given, and why it cannot be used. */
interface Misuse {
  readonly option: Option;
  readonly other: Option;
  readonly because: string;
}

/** The first given option without effect, as an option that it needs is missing. */
export function lackingOption(given: Values, values: CompleteValues): Misuse | undefined {
  return misuseOf('needs', given, (name) => !isOn(values[name]));
}

/** The first given option that another given one excludes. */
export function excludedOption(given: Values, values: CompleteValues): Misuse | undefined {
  return misuseOf('excludes', given, (name) => isOn(values[name]));
}

function misuseOf(
  relation: 'needs' | 'excludes',
  given: Values,
  isWrong: (other: OptionName) => boolean,
): Misuse | undefined {
  for (const option of OPTIONS.filter(({ name }) => isOn(given[name]))) {
    for (const { name, because } of option[relation] ?? []) {
      const other = OPTIONS.find((each) => each.name === name) as Option;
      if (isWrong(other.name)) return { option, other, because };
    }
  }
  return undefined;
}

function isOn(value: unknown): boolean {
  return value !== undefined && value !== false;
}
