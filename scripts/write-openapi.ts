import { openapiYaml } from './generated.ts';
import { write } from './write.ts';

write('openapi/faire-simple.yaml', await openapiYaml());
