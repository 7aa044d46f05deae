import * as z from "zod";
import { Sha256 } from "../ids.ts";

const algorithm = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Digests of the same bytes by algorithm: `{ sha256, md5, etag… }`. Only `sha256` is ever computed
 * here; the others are what another tool recorded, such as the MD5 of DVC or the ETag of a store.
 */
export const Digests = z.lazy(() =>
  z
    .object({ sha256: Sha256.optional() })
    .catchall(z.string().min(1).max(256))
    .refine((digests) => Object.keys(digests).every((name) => algorithm.test(name)), {
      message: "must be named by their algorithms, such as md5",
    })
    .readonly(),
);
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

/** Length in hexadecimal digits of the algorithms that a digest without a name may be of. */
const algorithmByLength: Readonly<Record<number, string>> = {
  32: "md5",
  40: "sha1",
  64: "sha256",
  128: "sha512",
};

/** Parses a digest: `sha256:…`, `md5:…`, or digits alone, whose number tells the algorithm. */
export function parseDigest(text: string): Digests | undefined {
  const [, named, hex = ""] =
    /^(?:([a-z][a-z0-9-]*):)?([0-9a-f]{32,128})$/i.exec(text.trim()) ?? [];
  const name = named?.toLowerCase().replace("sha-", "sha") ?? algorithmByLength[hex.length];
  if (name === undefined || hex === "" || !algorithm.test(name)) return undefined;
  const digits = hex.toLowerCase();
  if (name !== "sha256") return { [name]: digits };
  const sha256 = Sha256.safeParse(digits);
  return sha256.success ? { sha256: sha256.data } : undefined;
}
