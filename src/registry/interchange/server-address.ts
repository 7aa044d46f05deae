import type { HttpServer } from "../../interchange/http/http-client.ts";

/** Returns true for what names a server rather than a file. */
export function isServerAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Returns an MLflow server with the credentials that MLflow's own client would use: a token
 * (`MLFLOW_TRACKING_TOKEN`), or a name and a password (`MLFLOW_TRACKING_USERNAME`, `…_PASSWORD`).
 */
export function mlflowServer(
  address: string,
  env: Readonly<Record<string, string | undefined>>,
): HttpServer {
  const token = env["MLFLOW_TRACKING_TOKEN"] ?? "";
  const { url, ...given } = withoutUser(address);
  const user = env["MLFLOW_TRACKING_USERNAME"] ?? given.user;
  const password = env["MLFLOW_TRACKING_PASSWORD"] ?? given.password;
  const basic = Buffer.from(`${user}:${password}`).toString("base64");
  const authorization =
    token !== "" ? `Bearer ${token}` : user !== "" ? `Basic ${basic}` : undefined;
  return { url, authorization };
}

/** Takes a name and a password out of an address: no record and no message may have them. */
function withoutUser(address: string): {
  readonly url: string;
  readonly user: string;
  readonly password: string;
} {
  const [, scheme = "", user = "", password = "", rest = ""] =
    /^(https?:\/\/)([^/@:]*)(?::([^/@]*))?@(.*)$/i.exec(address) ?? [];
  const url = (rest === "" ? address : `${scheme}${rest}`).replace(/\/+$/, "");
  return { url, user: decoded(user), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
