const fs = require('node:fs');
const https = require('node:https');
const jsonServer = require('json-server');

const [, , database, routes, port, ...middlewares] = process.argv;
const app = jsonServer.create();
const router = jsonServer.router(database);
app.use(jsonServer.defaults({ logger: false, noCors: true, noGzip: true }));
app.use(jsonServer.rewriter(JSON.parse(fs.readFileSync(routes, 'utf8'))));
for (const middleware of middlewares) app.use(require(middleware));
router.db._.id = 'uid';
app.db = router.db;
app.use(router);
const pair = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem') };
https.createServer(pair, app).listen(Number(port), '127.0.0.1');
