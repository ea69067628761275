import { openapiYaml, write } from './generated.ts';

write('openapi/faire-simple.yaml', await openapiYaml());
