import { write } from './generated.ts';
import { READMES, renderReadme } from './readme.ts';

for (const file of READMES) write(file, renderReadme(file));
