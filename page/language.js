import { WORDS } from './words.js';

const LANGUAGES = ['en', 'fr'];

/** The language of the page: French if the browser prefers it to English, until the person chooses. */
let language =
  navigator.languages.map((each) => each.slice(0, 2)).find((each) => LANGUAGES.includes(each)) ??
  'en';

export const currentLanguage = () => language;

export function setLanguage(next) {
  language = next;
  document.documentElement.lang = next;
}

setLanguage(language);

/** The words of a key in the language of the page; `{name}` stands for a value. */
export function t(key, values = {}) {
  return WORDS[key][LANGUAGES.indexOf(language)].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A number with the separators of the language. */
export function number(value, options) {
  return new Intl.NumberFormat(language, options).format(value);
}

/** The words for a count: those of the key with "One" for one, and for none in French. */
export function count(key, value) {
  const one = new Intl.PluralRules(language).select(value) === 'one';
  return t(one ? `${key}One` : key, { count: number(value) });
}

/** A time in words such as "5 minutes ago" or "in 3 hours", from milliseconds from now. */
export function fromNow(milliseconds) {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ]) {
    if (Math.abs(milliseconds) >= size) return format.format(Math.trunc(milliseconds / size), unit);
  }
  return format.format(Math.trunc(milliseconds / 1000), 'second');
}
