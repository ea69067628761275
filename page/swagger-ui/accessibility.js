/** A plugin of Swagger UI: mends what keeps people out who use a keyboard or a screen reader. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function Accessibility({ React: { createElement: h, useEffect, useRef } }) {
  /** Names the control in a component, which has no label. */
  const named = (nameOf) => (Original) => (props) => {
    const ref = (node) =>
      node?.querySelector('select, input, textarea')?.setAttribute('aria-label', nameOf(props));
    return h('div', { ref }, h(Original, props));
  };

  return {
    wrapComponents: {
      ExamplesSelect: named(() => 'Examples'),
      JsonSchemaForm: named(({ description }) => description),
      RequestBodyEditor: named(() => 'Request body'),
      responses: (Original) => (props) => {
        const name = `Responses of ${props.method} ${props.path}`;
        const ref = (node) =>
          node?.querySelector('.responses-table')?.setAttribute('aria-label', name);
        return h('div', { ref }, h(Original, props));
      },
      // A link within the button of an operation is another stop for the same.
      DeepLink: (Original) => (props) =>
        Array.isArray(props.text) ? h('span', null, props.text) : h(Original, props),
      authorizationPopup: (Original) => (props) => {
        const ref = useRef();
        useEffect(() => {
          const before = document.activeElement;
          const close = ref.current.querySelector('.close-modal');
          close.setAttribute('aria-label', 'Close the authorizations');
          // Modal: Tab does not leave it.
          ref.current.showModal();
          close.focus();
          return () => before.focus();
        }, []);
        const onCancel = (event) => {
          event.preventDefault();
          props.authActions.showDefinitions(false);
        };
        return h(
          'dialog',
          { ref, onCancel, className: 'authorizations', 'aria-label': 'Authorizations' },
          h(Original, props),
        );
      },
    },
  };
}
