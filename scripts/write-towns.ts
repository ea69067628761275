import { renderTowns } from './towns.ts';
import { write } from './write.ts';

write('src/generate/data/towns.json', renderTowns());
