/**
 * An error that the person who starts the server can correct. The message says where the error is and how to correct
 * it; the command prints it without a stack.
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
