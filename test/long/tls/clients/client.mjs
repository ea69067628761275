// Prints the status of a GET of each URL, or the reason of the refusal.
for (const url of process.argv.slice(2)) {
  const headers = { authorization: `Basic ${btoa('demo:demo')}` };
  const answer = await fetch(url, { headers }).catch(({ cause: { code, message } }) => ({
    status: `${code}: ${message}`,
  }));
  console.log(answer.status);
}
