import { FIRST, type GuideFile, guideIn, type Language, readingOrder } from './guide-files.ts';
import { escapeHtml, type Heading } from './markdown.ts';

const WORDS = {
  en: {
    skip: 'Skip to the content',
    about: 'The guides of faire-simple-mock',
    guides: 'Guides',
    here: 'On this page',
    next: 'Next:',
    other: 'Version française',
    elsewhere: 'Paths such as <code>examples</code> are in the repository of the mock server.',
  },
  fr: {
    skip: 'Aller au contenu',
    about: 'Les guides de faire-simple-mock',
    guides: 'Guides',
    here: 'Sur cette page',
    next: 'Suite :',
    other: 'English version',
    elsewhere: 'Les chemins tels que <code>examples</code> sont ceux du dépôt du simulateur.',
  },
} as const;

/** The page of a guide, which needs no script. Its addresses are relative: it is below the path of a proxy, too. */
export function frame(guide: GuideFile, html: string, headings: readonly Heading[]): string {
  const { name, language, title } = guide;
  const words = WORDS[language];
  const order = readingOrder();
  const next = order[order.indexOf(name) + 1];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name === FIRST ? words.guides : escapeHtml(title)} – faire-simple-mock</title>
<link rel="icon" href="../page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="../page/base.css">
<link rel="stylesheet" href="../page/parts.css">
<link rel="stylesheet" href="../page/guide.css">
</head>
<body class="guide-page">
<a class="skip" href="#main">${words.skip}</a>
<header class="top">
<div class="brand"><a href="../">faire-simple-mock</a></div>
${switchOf(guide)}
</header>
<div class="guide-columns">
<main class="guide" id="main" tabindex="-1">
${html}${next ? `<p class="next">${words.next} ${linkTo(next, language)}</p>\n` : ''}</main>
<aside class="guide-aside" aria-label="${words.about}">
${contents(words.here, headings)}<nav aria-labelledby="guides"><h2 id="guides"><a href="${FIRST}.${language}">${words.guides}</a></h2>
<ul>
${order.map((each) => `<li>${linkTo(each, language, each === name)}</li>`).join('\n')}
</ul></nav>
</aside>
</div>
<footer class="foot"><p>${words.elsewhere}</p></footer>
</body>
</html>
`;
}

/** The link to the same guide in the other language, if it has one. */
function switchOf({ name, language }: GuideFile): string {
  const other = language === 'en' ? 'fr' : 'en';
  if (guideIn(name, other)?.language !== other) return '';
  return `<a class="language" href="${name}.${other}" lang="${other}" hreflang="${other}">${WORDS[language].other}</a>`;
}

/** The link to a guide in a language, or in English, with its title. */
function linkTo(name: string, wanted: Language, isCurrent = false): string {
  const { language, title } = guideIn(name, wanted) as GuideFile;
  const current = isCurrent ? ' aria-current="page"' : '';
  const foreign = language === wanted ? '' : ` lang="${language}" hreflang="${language}"`;
  return `<a href="${name}.${language}"${current}${foreign}>${escapeHtml(title)}</a>`;
}

/** The sections of a page that has several. */
function contents(title: string, headings: readonly Heading[]): string {
  const sections = headings.filter(({ depth }) => depth === 2);
  if (sections.length < 2) return '';
  const links = sections.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`);
  return `<nav aria-labelledby="here"><h2 id="here">${title}</h2>\n<ul>\n${links.join('\n')}\n</ul></nav>\n`;
}
