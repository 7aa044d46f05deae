/** Variables that name a proxy, in small letters or in capitals, as for git and curl. */
type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** A proxy can't reach the servers of this machine. */
const thisMachine = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Sends the requests of this thread through the proxies that the environment names: `HTTPS_PROXY`,
 * `HTTP_PROXY`, and hosts without one in `NO_PROXY`. Does nothing if it names none, if an address is
 * no proxy's, and before Node.js 24.14, which has no proxies.
 */
export async function useProxy(env: ProxyEnvironment): Promise<void> {
  const named = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? "";
  const [secure, plain, without] = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"].map(named);
  if (!secure && !plain) return;
  const http: object = await import("node:http");
  // The types are those of an older release, as is the Node.js of some.
  const setProxy: unknown = Reflect.get(http, "setGlobalProxyFromEnv");
  if (typeof setProxy !== "function") return;
  const proxies = {
    ...(secure && { https_proxy: secure }),
    ...(plain && { http_proxy: plain }),
    no_proxy: [...(without ? [without] : []), ...thisMachine].join(","),
  };
  try {
    Reflect.apply(setProxy, http, [proxies]);
  } catch {
    // Without it a server can't be reached, which is then said with the server's address.
  }
}
