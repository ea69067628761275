/** Requests the control plane, with the token that was given to "Authorize"; undefined if it is not served, or refuses. */
async function askControl(system, path) {
  const base = system.getConfigs().faireSimple.control;
  if (!base) return undefined;
  const token = system.authSelectors.authorized()?.getIn(['token', 'value']);
  const answer = await fetch(`${base}${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  return answer.ok ? answer.json() : undefined;
}

/** A plugin of Swagger UI: the sandboxes to choose from, where an operation takes one. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function SandboxChoice({ React: { createElement: h, useEffect, useState }, getSystem }) {
  const Choice = ({ Original, ...props }) => {
    const [ids, setIds] = useState();
    const look = async () => {
      const sandboxes = await askControl(getSystem(), '/sandboxes');
      setIds(sandboxes?.map(({ id }) => id));
    };
    useEffect(() => {
      if (!props.disabled) look();
    }, [props.disabled]);
    const schema = ids ? props.schema.set('enum', ids) : props.schema;
    return h('div', { onFocus: look }, h(Original, { ...props, schema }));
  };

  return {
    wrapComponents: {
      JsonSchemaForm: (Original) => (props) =>
        props.description === 'sandbox' ? h(Choice, { Original, ...props }) : h(Original, props),
    },
  };
}

/** Authorizes "Execute": by the public credentials of the packaged demo application, else by those that the control plane gives. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration calls it
async function authorize(ui) {
  const system = ui.getSystem();
  // The document of the control plane has neither.
  if (!system.specSelectors.specJson().getIn(['components', 'securitySchemes', 'basic'])) return;
  const { demo } = system.getConfigs().faireSimple;
  const [given] = demo
    ? [demo]
    : ((await askControl(system, '/applications?credentials=true')) ?? []);
  if (!given) return;
  ui.preauthorizeBasic('basic', given.login, given.password);
  ui.preauthorizeApiKey('key', given.key);
}
