import { GENERATED, renderPage } from './readme.ts';
import { write } from './write.ts';

for (const file of GENERATED) write(file, renderPage(file));
