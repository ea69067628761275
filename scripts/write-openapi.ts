import { controlYaml, openapiYaml } from './generated.ts';
import { renderHttp, renderPostman } from './requests.ts';
import { write } from './write.ts';

write('openapi/faire-simple.yaml', await openapiYaml());
write('openapi/control.yaml', await controlYaml());
write('openapi/faire-simple.postman_collection.json', renderPostman());
write('openapi/faire-simple.http', renderHttp());
