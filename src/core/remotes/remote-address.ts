/** Address of a remote as the policy names it, understood. */
export type RemoteAddress =
  /** `path` is absolute, or relative to the workspace folder: `../models`. */
  | { readonly kind: "folder"; readonly path: string }
  /** A remote that the person's repository names: `origin`. */
  | { readonly kind: "git-name"; readonly name: string }
  | { readonly kind: "git"; readonly url: string };

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
 * `git+NAME` for a remote of the git repository here, `git+URL` for any other one.
 */
export function parseRemoteAddress(text: string): RemoteAddress | AddressProblem {
  if (text.length > maxAddressLength || control.test(text)) return "invalid";
  if (isAbsolutePath.test(text) || isRelativePath.test(text)) return { kind: "folder", path: text };
  if (!text.startsWith("git+")) return "invalid";
  const place = text.slice("git+".length);
  if (gitName.test(place)) return { kind: "git-name", name: place };
  if (isAbsolutePath.test(place) || scpLike.test(place)) return { kind: "git", url: place };
  if (!gitUrl.test(place)) return "invalid";
  return hasSecret(place) ? "secret" : { kind: "git", url: place };
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
