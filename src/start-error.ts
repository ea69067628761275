/**
 * Something the person who starts the server can mend. Its message says what was wrong, where, and what would be
 * right; the command prints it as it is, without a stack, and exits with status 1.
 */
export class StartError extends Error {
  override name = 'StartError';
}
