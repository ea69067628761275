/** A check's reason to fail. */
export class Failed extends Error {}

/** A check's reason not to be decided. */
export class Skipped extends Error {}
