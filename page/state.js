/** The state that the parts of the page share. */
export const state = {
  /** The answer of page/facts.json. */
  facts: undefined,
  /** The id of the sandbox that is shown; empty: the main world. */
  sandbox: '',
  /** Whether the control plane has admitted the page. */
  admitted: false,
};

/** The base of the page's URLs, with a slash at its end. */
export const BASE = new URL('.', document.baseURI);

/** The URL of the API for clients on this machine. */
export const apiUrl = () => new URL('api', BASE).href;

export const hasControl = () => state.facts.places.control !== undefined;
