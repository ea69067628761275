import { renderTypes, TYPES } from './types.ts';
import { write } from './write.ts';

for (const file of Object.keys(TYPES)) write(file, renderTypes(file));
