import { READMES, renderReadme } from './readme.ts';
import { write } from './write.ts';

for (const file of READMES) write(file, renderReadme(file));
