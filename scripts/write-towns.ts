import { renderTowns } from './towns.ts';
import { write } from './write.ts';

write('src/fixtures/generation/towns.ts', renderTowns());
