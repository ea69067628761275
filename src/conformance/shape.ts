/** A JSON value without its content: its type, its length, the names of its members. */
export function shape(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  switch (typeof value) {
    case 'string':
      return `a string of ${value.length} characters`;
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a number';
    case 'object': {
      const names = Object.keys(value);
      if (names.length === 0) return 'an empty object';
      const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
      return `an object with ${names.slice(0, MOST_NAMES).map(nameOf).join(', ')}${more}`;
    }
    default:
      return `a ${typeof value}`;
  }
}

const MOST_NAMES = 8;

/** A member's name, if it looks like one. */
export function nameOf(name: string): string {
  return /^[\w$@-]{1,40}$/.test(name) ? name : `a name of ${name.length} characters`;
}

/** A place in a JSON value (RFC 6901), its names as `nameOf` has them. */
export function placeOf(pointer: string): string {
  return pointer
    .split('/')
    .map(nameOf)
    .join('/')
    .replace(/^a name of 0 characters/, '');
}

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]{1,60}(; ?charset=[a-z0-9-]{1,20})?$/i;

/** A media type, if it is one. */
export function mediaType(field: string | undefined): string {
  if (field === undefined) return 'no media type';
  return MEDIA_TYPE.test(field) ? field : `a Content-Type of ${field.length} characters`;
}
