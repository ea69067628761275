/** The words of the levels, as at the end of the document's texts. */
const LEVELS = { documented: 'documenté', named: 'nommé', inferred: 'déduit' };

/** The level of a part, and that of something about it: `(documenté ; sa notation : déduit)`. */
const MARK = (() => {
  const word = `(${Object.values(LEVELS).join('|')})`;
  return new RegExp(`\\s*\\(${word}(?:\\s; ([^()]+?)\\s: ${word})?\\)$`);
})();

/** The text without its levels. */
function withoutLevels(text) {
  return text.trim().replace(MARK, '');
}

/** The levels of the members of a schema, or of its items, each once. */
function levelsOfMembers({ properties, items } = {}) {
  if (items) return levelsOfMembers(items);
  const levels = Object.values(properties ?? {}).map((each) => each['x-provenance']);
  return Object.keys(LEVELS).filter((level) => levels.includes(level));
}

/** A plugin of Swagger UI: shows the levels of operations, parameters, answers and fields as badges. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function LevelBadges({ React: { createElement: h }, getSystem }) {
  const badge = (level) =>
    h('span', { className: `level level-${level}`, key: level, lang: 'fr' }, LEVELS[level]);
  const badgeOf = (word) => badge(Object.keys(LEVELS).find((level) => LEVELS[level] === word));

  return {
    components: { LevelBadge: ({ level }) => badge(level) },
    wrapComponents: {
      OperationSummaryPath: (Original) => (props) => {
        // A collapsed operation is not resolved yet.
        const level = getSystem()
          .specSelectors.specJson()
          .getIn([...props.specPath, 'x-provenance']);
        return h('span', { className: 'with-level' }, h(Original, props), level && badge(level));
      },
      OperationSummary: (Original) => (props) => {
        const shown = (text) => withoutLevels(text ?? '');
        const operationProps = props.operationProps
          .update('summary', shown)
          .updateIn(['op', 'summary'], shown);
        return h(Original, { ...props, operationProps });
      },
      Markdown: (Original) => (props) => {
        const found = typeof props.source === 'string' && MARK.exec(props.source.trim());
        if (!found) return h(Original, props);
        const [, word, about, its] = found;
        return h(
          'div',
          { className: 'with-level' },
          h(Original, { ...props, source: withoutLevels(props.source) }),
          badgeOf(word),
          about && h('span', { lang: 'fr' }, `${about} :`),
          its && badgeOf(its),
        );
      },
      modelExample: (Original) => (props) => {
        const levels = levelsOfMembers(props.schema?.toJS());
        if (levels.length === 0) return h(Original, props);
        const about = h('span', { lang: 'fr' }, 'Champs :');
        const shown = h('p', { className: 'with-level fields' }, about, levels.map(badge));
        return h('div', null, shown, h(Original, props));
      },
      JSONSchema202012KeywordTitle: (Original) => (props) => {
        const level = props.schema?.['x-provenance'];
        return level
          ? h('span', { className: 'with-level' }, h(Original, props), badge(level))
          : h(Original, props);
      },
      JSONSchema202012KeywordDescription: (Original) => (props) => {
        const { description, 'x-provenance': level } = props.schema ?? {};
        if (!level || !description) return h(Original, props);
        return h(Original, {
          ...props,
          schema: { ...props.schema, description: withoutLevels(description) },
        });
      },
    },
  };
}
