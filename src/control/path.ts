/** Where the control plane lives on the server. */
export const CONTROL_PATH = '/_mock';
