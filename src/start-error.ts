/**
 * Something the person who starts the server can fix. Its message says what was wrong, where, and what would be
 * right; the command prints it as it is, without a stack.
 */
export class StartError extends Error {
  override name = 'StartError';
  /** The exit status of the command. */
  readonly exitStatus: number;

  constructor(message: string, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}
