// Prints the status of a GET of each URL, by default of CLIENT_URL, or the reason of the refusal.
const urls = process.argv.length > 2 ? process.argv.slice(2) : [process.env.CLIENT_URL];
for (const url of urls) {
  const headers = { authorization: `Basic ${btoa('demo:demo')}` };
  const answer = await fetch(url, { headers }).catch(({ cause: { code, message } }) => ({
    status: `${code}: ${message}`,
  }));
  console.log(answer.status);
}
