/** The path of the control plane. */
export const CONTROL_PATH = '/_mock';
