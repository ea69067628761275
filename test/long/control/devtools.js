/** The requests that Chromium's own developer tools read from an archive; called in their page. */
// biome-ignore lint/correctness/noUnusedVariables: the test calls it
async function open(har) {
  const { HARFormat, Importer } = await import('devtools://devtools/bundled/models/har/har.js');
  const { log } = new HARFormat.HARRoot(har);
  return Importer.Importer.requestsFromHARLog(log).map((request) => ({
    method: request.requestMethod,
    url: request.url(),
    status: request.statusCode,
    type: request.mimeType,
  }));
}
