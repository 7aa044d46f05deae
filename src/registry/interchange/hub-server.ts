import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { HttpServer } from "../../interchange/http/http-client.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Folder in which the Hub's own library keeps the token and its cache (huggingface_hub/constants.py). */
function hubHome(env: Environment): string {
  const cache = env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return env["HF_HOME"] ?? join(cache, "huggingface");
}

/** Returns the folder with the repositories that the Hub's own library has downloaded. */
export function hubCache(env: Environment): string {
  return env["HF_HUB_CACHE"] ?? env["HUGGINGFACE_HUB_CACHE"] ?? join(hubHome(env), "hub");
}

/** Returns true if a person wants nothing of the network (`HF_HUB_OFFLINE`). */
export function isHubOffline(env: Environment): boolean {
  return /^(?:1|true|yes|on)$/i.test(env["HF_HUB_OFFLINE"] ?? "");
}

/**
 * Returns the hub (`HF_ENDPOINT`) with the token that its own library would use: `HF_TOKEN`, else that
 * of `hf auth login` (`HF_TOKEN_PATH`, `~/.cache/huggingface/token`).
 *
 * @param token counts over all of these
 */
export async function hubServer(env: Environment, token?: string): Promise<HttpServer> {
  const given = token ?? env["HF_TOKEN"] ?? env["HUGGING_FACE_HUB_TOKEN"] ?? "";
  const place = env["HF_TOKEN_PATH"] ?? join(hubHome(env), "token");
  const known = given === "" ? await readFile(place, "utf8").catch(() => "") : given;
  const secret = known.replaceAll(/[\r\n]/g, "").trim();
  return {
    url: (env["HF_ENDPOINT"] ?? "https://huggingface.co").replace(/\/+$/, ""),
    ...(secret !== "" && { authorization: `Bearer ${secret}` }),
  };
}
