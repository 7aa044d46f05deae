import { parsePostgresAddress, type PostgresAddress } from "./postgres-address.ts";

/** Address of a remote as the policy names it, understood. */
export type RemoteAddress =
  /** `path` is absolute, or relative to the workspace folder: `../models`. */
  | { readonly kind: "folder"; readonly path: string }
  /** A remote that the person's repository names: `origin`. */
  | { readonly kind: "git-name"; readonly name: string; readonly branch?: string }
  /** `branch` holds the ledger, where it is not the one by default. */
  | { readonly kind: "git"; readonly url: string; readonly branch?: string }
  | S3Address
  | PostgresAddress;

/** A place in a bucket: `s3://bucket/prefix?endpoint=https://minio.example.org&region=eu-west-1`. */
export interface S3Address {
  readonly kind: "s3";
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Address of another service than Amazon's, without a slash at its end. */
  readonly endpoint?: string;
  readonly region?: string;
}

/** Reason why a text is no address. */
export type AddressProblem = "invalid" | "secret";

const gitName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const gitUrl = /^(https?|ssh|git|file):\/\/[^\s]+$/;
/** `user@host:path`, which git takes for ssh. */
const scpLike = /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\s:][^\s]*$/;
const isAbsolutePath = /^(\/|[A-Za-z]:[\\/]|\\\\[^\\])/;
const isRelativePath = /^\.\.?([\\/]|$)/;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const control = /[\u0000-\u001f\u007f]/;

/** Maximum length of an address in UTF-16 code units. */
export const maxAddressLength = 2_000;

/**
 * Parses the address of a remote: a folder (`/mnt/models`, `../models`, `C:\models`, `\\host\share`),
 * `git+NAME` for a remote of the git repository here, `git+URL` for any other one, both with
 * `#BRANCH` for another branch than `model-registry`, `s3://BUCKET/PREFIX`, and
 * `postgres://HOST/DATABASE?objects=ADDRESS`.
 */
export function parseRemoteAddress(text: string): RemoteAddress | AddressProblem {
  if (text.length > maxAddressLength || control.test(text)) return "invalid";
  if (isAbsolutePath.test(text) || isRelativePath.test(text)) return { kind: "folder", path: text };
  if (text.startsWith("s3://")) return parseS3Address(text);
  if (/^postgres(ql)?:/.test(text)) return parsePostgresAddress(text, parseRemoteAddress);
  if (!text.startsWith("git+")) return "invalid";
  const [, place = "", branch] = /^([^#]*)(?:#(.*))?$/.exec(text.slice("git+".length)) ?? [];
  if (branch !== undefined && !isBranch(branch)) return "invalid";
  const git = gitAddress(place);
  return typeof git === "string" || branch === undefined ? git : { ...git, branch };
}

function gitAddress(
  place: string,
): Extract<RemoteAddress, { kind: "git" | "git-name" }> | AddressProblem {
  if (gitName.test(place)) return { kind: "git-name", name: place };
  if (isAbsolutePath.test(place) || scpLike.test(place)) return { kind: "git", url: place };
  if (!gitUrl.test(place)) return "invalid";
  return hasSecret(place) ? "secret" : { kind: "git", url: place };
}

/** Tells whether git takes a text for the name of a branch (git-check-ref-format(1)), and shells too. */
function isBranch(text: string): boolean {
  const parts = text.split("/");
  return (
    text.length <= 100 &&
    parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part)) &&
    parts.every((part) => !part.endsWith(".") && !part.endsWith(".lock") && !part.includes(".."))
  );
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const regionName = /^[a-z0-9-]{1,40}$/;
const endpointUrl = /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._/-]*)?$/;

function parseS3Address(text: string): S3Address | AddressProblem {
  const [, place = "", query = ""] = /^s3:\/\/([^?#]*)(?:\?([^#]*))?$/.exec(text) ?? [];
  if (place.includes("@")) return "secret";
  const [bucket = "", ...path] = place.split("/");
  const prefix = path.join("/").replace(/^\/+|\/+$/g, "");
  const isPath = prefix === "" || prefix.split("/").every((part) => !/^\.{0,2}$/.test(part));
  if (!bucketName.test(bucket) || !isPath) return "invalid";
  const options = parseS3Options(query);
  return typeof options === "string" ? options : { kind: "s3", bucket, prefix, ...options };
}

function parseS3Options(query: string): Pick<S3Address, "endpoint" | "region"> | AddressProblem {
  let options: Pick<S3Address, "endpoint" | "region"> = {};
  for (const option of query === "" ? [] : query.split("&")) {
    const [, name, value = ""] = /^([a-z]+)=([^=]+)$/.exec(option) ?? [];
    if (name === "endpoint" && value.includes("@")) return "secret";
    if (name === "endpoint" && endpointUrl.test(value)) {
      options = { ...options, endpoint: value.replace(/\/+$/, "") };
    } else if (name === "region" && regionName.test(value)) options = { ...options, region: value };
    else return "invalid";
  }
  return options;
}

/** Tells whether a URL has a password, or a name that stands for a token, in it. */
function hasSecret(url: string): boolean {
  const [, scheme = "", user] = /^([a-z]+):\/\/(?:([^/@]*)@)?/.exec(url) ?? [];
  if (user === undefined) return false;
  // ssh takes a name only; a name alone in a web address is mostly a token.
  return scheme === "ssh" ? user.includes(":") : user !== "git";
}

/** Returns an address without what may be a secret in it, for texts and logs. */
export function maskedAddress(text: string): string {
  return text.replace(/(:\/\/)[^/@]*@/, (whole, start: string) =>
    /^:\/\/[A-Za-z0-9._-]{1,20}@$/.test(whole) && text.includes("ssh://") ? whole : `${start}***@`,
  );
}
