/** The environment variables with the address and credentials of a client's world. */
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

/** The same variables, unset: a client must not use those of another server. */
export const NO_ENVIRONMENT: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(
    environmentOf(
      { apiUrl: '', controlUrl: '', controlToken: '' },
      { login: '', password: '', key: '' },
      '',
    ),
  ).map((name) => [name, undefined]),
);
