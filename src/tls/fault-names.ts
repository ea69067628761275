/**
 * The faults of HTTPS. `expired`, `wrong-name` and `unknown-authority`: a certificate that is right otherwise;
 * `handshake`: none, and TLS is refused.
 */
export const HTTPS_FAULTS = ['expired', 'wrong-name', 'unknown-authority', 'handshake'] as const;

export type HttpsFault = (typeof HTTPS_FAULTS)[number];
