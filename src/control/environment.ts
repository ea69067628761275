/** The environment variables that tell a client where its world is and how to identify itself there. */
export function environmentOf(
  {
    apiUrl,
    controlUrl,
    controlToken,
  }: {
    readonly apiUrl: string;
    readonly controlUrl: string | undefined;
    readonly controlToken: string | undefined;
  },
  {
    login,
    password,
    key,
  }: { readonly login: string; readonly password: string; readonly key: string },
  sandbox?: string,
): Record<string, string> {
  return {
    FAIRE_SIMPLE_URL: apiUrl,
    FAIRE_SIMPLE_LOGIN: login,
    FAIRE_SIMPLE_PASSWORD: password,
    FAIRE_SIMPLE_KEY: key,
    ...(controlUrl !== undefined && { FAIRE_SIMPLE_CONTROL_URL: controlUrl }),
    ...(controlToken !== undefined && { FAIRE_SIMPLE_CONTROL_TOKEN: controlToken }),
    ...(sandbox !== undefined && { FAIRE_SIMPLE_SANDBOX: sandbox }),
  };
}

/** The same variables, none of them set: a client must not take those of another server for its own. */
export const NO_ENVIRONMENT: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(
    environmentOf(
      { apiUrl: '', controlUrl: '', controlToken: '' },
      { login: '', password: '', key: '' },
      '',
    ),
  ).map((name) => [name, undefined]),
);
