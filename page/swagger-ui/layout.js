/** A plugin of Swagger UI: the levels explained above the operations, the table of refusals below them. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function Layout({ React: { createElement: h, Fragment }, getComponent, getSystem }) {
  const texts = () => getSystem().specSelectors.specJson().get('x-page')?.toJS();

  const Levels = ({ levels }) => {
    const Badge = getComponent('LevelBadge');
    return h(
      'dl',
      { className: 'levels wrapper', lang: 'fr' },
      Object.entries(levels).map(([level, text]) =>
        h('div', { key: level }, h('dt', null, h(Badge, { level })), h('dd', null, text)),
      ),
    );
  };

  const Refusals = ({ source }) => {
    const Markdown = getComponent('Markdown', true);
    return h('section', { className: 'refusals wrapper' }, h(Markdown, { source }));
  };

  return {
    components: { Logo: () => h('span', { className: 'brand' }, 'faire-simple-mock') },
    wrapComponents: {
      InfoContainer: (Original) => (props) => {
        const levels = texts()?.levels;
        return h(
          'section',
          { 'aria-label': 'About' },
          h(Original, props),
          levels && h(Levels, { levels }),
        );
      },
      operations: (Original) => (props) =>
        h(Fragment, null, h('h2', { className: 'unseen' }, 'Operations'), h(Original, props)),
      Models: (Original) => (props) => {
        const source = texts()?.refusals;
        return h(Fragment, null, source && h(Refusals, { source }), h(Original, props));
      },
      // The published document, not that of this page.
      InfoUrl: (Original) => (props) =>
        h(Original, { ...props, url: props.url.replace(/\?page$/, '') }),
      // A list of one server offers no choice.
      ServersContainer: (Original) => (props) => {
        const servers = getSystem().specSelectors.servers();
        if (servers?.size !== 1) return h(Original, props);
        const { url, description } = servers.first().toJS();
        return h(
          'section',
          { className: 'server', 'aria-label': 'Server' },
          h('code', null, url),
          ' ',
          description,
        );
      },
    },
  };
}
