import { createHash, timingSafeEqual } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";
import type { MiddlewareHandler } from "hono";
import { MlflowError } from "./mlflow-error.ts";

/** Rules about who may use the server, and by which names. */
export interface AccessRules {
  /** The secret that every request must carry; undefined if none is needed. */
  readonly token: string | undefined;
  /** Address that the server listens on. */
  readonly host: string;
  /** Further names by which people reach it. */
  readonly allowedHosts: readonly string[];
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Returns whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Paths that monitoring and clients may ask for without a token. They tell nothing of the registry. */
const openPaths = ["/health", "/version"];

/**
 * Refuses requests that a web page could make someone's browser send: for another host than this one
 * (DNS rebinding) or from another origin; and those without the token.
 */
export function requireAccess(rules: AccessRules): MiddlewareHandler {
  const names = new Set(hostNames(rules).map((name) => name.toLowerCase()));
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!names.has(nameOf(host))) {
      throw new MlflowError(
        "PERMISSION_DENIED",
        `This server is not called ${shown(host)}. If it is, start it with --allowed-host.`,
      );
    }
    const origin = context.req.header("origin");
    const site = context.req.header("sec-fetch-site");
    const isForeign =
      (origin !== undefined && origin !== `http://${host}`) ||
      (site !== undefined && site !== "same-origin" && site !== "none");
    if (isForeign) {
      throw new MlflowError("PERMISSION_DENIED", "Requests of other web pages are refused.");
    }
    const isOpen = openPaths.includes(context.req.path);
    if (!isOpen && !isAuthorized(context.req.header("authorization"), rules.token)) {
      context.header("WWW-Authenticate", 'Basic realm="mlflow"');
      throw new MlflowError(
        "UNAUTHENTICATED",
        "The token is missing or wrong. Set MLFLOW_TRACKING_TOKEN to the one that the server was started with.",
      );
    }
    await next();
  };
}

function hostNames({ host, allowedHosts }: AccessRules): readonly string[] {
  if (isLoopback(host)) return [...loopbackNames, host, ...allowedHosts];
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address));
  return [...loopbackNames, host, hostname(), ...addresses, ...allowedHosts];
}

/** Returns the name of a host, without its port. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "");
}

function shown(host: string): string {
  return JSON.stringify(host.slice(0, 100));
}

/** A token comes as a bearer's (MLFLOW_TRACKING_TOKEN) or as a password (MLFLOW_TRACKING_PASSWORD). */
function isAuthorized(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(\S+)$/.exec(header ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return isSame(credentials, token);
    case "basic": {
      const [, ...password] = Buffer.from(credentials, "base64").toString("utf8").split(":");
      return isSame(password.join(":"), token);
    }
    default:
      return false;
  }
}

/** Takes as long for one text as for another. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
