/** Variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Proxies by the variables that name them, as Node.js takes them. */
export interface Proxies {
  readonly https_proxy?: string;
  readonly http_proxy?: string;
  /** Hosts that are reached directly. */
  readonly no_proxy: string;
}

/** A proxy can't reach the servers of this machine. */
const thisMachine = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Returns the proxies that `HTTPS_PROXY` and `HTTP_PROXY` name, and the hosts without one in
 * `NO_PROXY`; in small letters or in capitals, as for git and curl. Undefined if none is named.
 */
export function proxiesOf(env: Environment): Proxies | undefined {
  const named = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? "";
  const [secure = "", plain = "", without = ""] = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"].map(
    named,
  );
  if (!secure && !plain) return undefined;
  return {
    ...(secure && { https_proxy: secure }),
    ...(plain && { http_proxy: plain }),
    no_proxy: [...(without ? [without] : []), ...thisMachine].join(","),
  };
}
