// The built command without bin/, which turns Node's compile cache on.
import { runCommand } from '../dist/cli/command.js';

await runCommand(process);
