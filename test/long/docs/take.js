/** The parts of the documentation at an address that a page can take: the included script, and readable answers. */
// biome-ignore lint/correctness/noUnusedVariables: the test calls it
async function take(base) {
  const script = document.createElement('script');
  script.src = `${base}/docs/static/swagger-initializer.js`;
  const included = await new Promise((resolve) => {
    script.onload = () => resolve(`included ${window.onload}`);
    script.onerror = () => resolve('refused');
    document.head.append(script);
  });
  const paths = ['/', '/docs/', '/openapi.json', '/openapi-control.json', '/_mock'];
  const read = paths.map(async (path) => {
    try {
      const answer = await fetch(`${base}${path}`);
      return `${answer.status} ${(await answer.json()).code}`;
    } catch {
      return 'refused';
    }
  });
  return [included, ...(await Promise.all(read))];
}
