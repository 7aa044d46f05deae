import * as z from "zod";
import { Sha256 } from "./ids.ts";

const algorithm = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Digests of the same bytes by algorithm: `{ sha256, md5, etag… }`. Only `sha256` is ever computed
 * here; the others are what another tool recorded, such as the MD5 of DVC or the ETag of a store.
 */
export const Digests = z
  .object({ sha256: Sha256.optional() })
  .catchall(z.string().min(1).max(256))
  .refine((digests) => Object.keys(digests).every((name) => algorithm.test(name)), {
    message: "must be named by their algorithms, such as md5",
  })
  .readonly();
export type Digests = z.infer<typeof Digests>;

/** Algorithms in the order in which one of several is shown and compared. */
const preferred = ["blake3", "sha512", "sha1", "md5", "etag"];

/**
 * Returns the strongest digest as text: 64 digits of SHA-256, else `md5:…`; undefined if there is
 * none.
 */
export function digestText(digests: Digests): string | undefined {
  if (digests.sha256 !== undefined) return digests.sha256;
  const [first] = Object.keys(digests)
    .filter((name) => digests[name] !== undefined)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return first === undefined ? undefined : `${first}:${digests[first] ?? ""}`;
}

function rank(name: string): number {
  const place = preferred.indexOf(name);
  return place < 0 ? preferred.length : place;
}
