/** A plugin of Swagger UI: marks the document's own texts as of its language; Swagger UI's words stay English. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function DocumentLanguage({ React: { createElement: h }, getSystem }) {
  const language = () => getSystem().specSelectors.specJson().getIn(['x-page', 'language']);
  const marked = (tag, content, lang = language()) =>
    lang ? h(tag, { lang, className: 'language' }, content) : content;
  const wrap =
    (tag, lang = language) =>
    (Original) =>
    (props) =>
      marked(tag, h(Original, props), lang());
  const english = wrap('div', () => language() && 'en');

  return {
    wrapComponents: {
      InfoContainer: wrap('div'),
      Markdown: wrap('div'),
      OperationSummary: wrap('div'),
      authorizeOperationBtn: english,
      CopyToClipboardBtn: english,
      ExamplesSelect: wrap('div'),
      JSONSchema202012KeywordTitle: wrap('span'),
      DeepLink: (Original) => (props) =>
        // The name of a tag; the path of an operation comes in parts.
        typeof props.text === 'string'
          ? h(Original, { ...props, text: marked('span', props.text) })
          : h(Original, props),
      HighlightCode: (Original) => (props) =>
        props.language === 'json' ? marked('div', h(Original, props)) : h(Original, props),
    },
  };
}
