import { proxiesOf, type Environment } from "../core/remotes/proxies.ts";

/**
 * Sends the requests of this thread through the proxies that the environment names. Does nothing if
 * it names none, if an address is no proxy's, and before Node.js 24.14, which has no proxies for all
 * requests; those of remotes have theirs before that (`remotes/http/agents.ts`).
 */
export async function useProxy(env: Environment): Promise<void> {
  const proxies = proxiesOf(env);
  if (!proxies) return;
  const http: object = await import("node:http");
  // The types are those of an older release, as is the Node.js of some.
  const setProxy: unknown = Reflect.get(http, "setGlobalProxyFromEnv");
  if (typeof setProxy !== "function") return;
  try {
    Reflect.apply(setProxy, http, [proxies]);
  } catch {
    // Without it a server can't be reached, which is then said with the server's address.
  }
}
