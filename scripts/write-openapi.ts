import { controlYaml, openapiYaml } from './generated.ts';
import { write } from './write.ts';

write('openapi/faire-simple.yaml', await openapiYaml());
write('openapi/control.yaml', await controlYaml());
