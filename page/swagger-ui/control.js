/** The token that was given to "Authorize": Swagger UI forgets it when another document is chosen. */
let token;

/** Requests the control plane, with the token that was given to "Authorize"; undefined if it is not served, or refuses. */
async function askControl(system, path) {
  const base = system.getConfigs().faireSimple.control;
  if (!base) return undefined;
  const answer = await fetch(`${base}${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  return answer.ok ? answer.json() : undefined;
}

/** A plugin of Swagger UI: the sandboxes to choose from, where an operation takes one. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration names it
function SandboxChoice({ React, getSystem }) {
  const { createContext, createElement: h, useContext, useEffect, useState } = React;
  const TakesSandbox = createContext(false);
  const takesSandbox = ({ rawParam, pathMethod: [path] }) => {
    const name = rawParam?.get('name');
    return name === 'sandbox' || (name === 'id' && path === '/sandboxes/{id}');
  };

  const Choice = ({ Original, ...props }) => {
    const [ids, setIds] = useState();
    const look = async () => {
      const sandboxes = await askControl(getSystem(), '/sandboxes');
      setIds(sandboxes?.map(({ id }) => id));
    };
    useEffect(() => {
      if (!props.disabled) look();
    }, [props.disabled]);
    // A required one must be chosen, not only shown.
    const schema =
      ids?.length > 0
        ? props.schema.set('enum', props.required ? ['', ...ids] : ids)
        : props.schema;
    return h('div', { onFocus: look }, h(Original, { ...props, schema }));
  };

  return {
    statePlugins: {
      auth: {
        wrapActions: {
          authorize: (original) => (payload) => {
            if (payload.token) token = payload.token.value;
            return original(payload);
          },
          logout: (original) => (names) => {
            if (names.includes('token')) token = undefined;
            return original(names);
          },
        },
      },
    },
    wrapComponents: {
      parameterRow: (Original) => (props) =>
        h(TakesSandbox.Provider, { value: takesSandbox(props) }, h(Original, props)),
      JsonSchemaForm: (Original) => (props) =>
        useContext(TakesSandbox) ? h(Choice, { Original, ...props }) : h(Original, props),
    },
  };
}

/** Authorizes "Execute": by the public credentials of the packaged demo application, else by those that the control plane gives. */
// biome-ignore lint/correctness/noUnusedVariables: Swagger UI's configuration calls it
async function authorize(ui) {
  const system = ui.getSystem();
  if (token) ui.preauthorizeApiKey('token', token);
  // The document of the control plane has neither login nor key.
  if (!system.specSelectors.specJson().hasIn(['components', 'securitySchemes', 'basic'])) return;
  const { demo } = system.getConfigs().faireSimple;
  const [given] = demo
    ? [demo]
    : ((await askControl(system, '/applications?credentials=true')) ?? []);
  if (!given) return;
  ui.preauthorizeBasic('basic', given.login, given.password);
  ui.preauthorizeApiKey('key', given.key);
}
