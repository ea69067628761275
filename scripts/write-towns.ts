import { renderTowns } from './towns.ts';
import { write } from './write.ts';

write('src/generate/towns.ts', renderTowns());
