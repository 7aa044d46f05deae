/**
 * Query parameters that sign a URL or carry a token: of AWS, Google, Azure, CloudFront and others.
 */
const secretParameter =
  /^(x-(amz|goog|oss|obs)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|signature|sig|s[eprtvk]|ske|sks|skt|skv|skoid|sktid|spr|srt?|sip|key-pair-id|policy|expires|token|.*[_-]?token|api[_-]?key|access[_-]?key|key|secret|client[_-]?secret|password|passwd|pwd|auth|authorization|credential|jwt|session)$/i;

/** Parameters of an Azure signature; without `sig` they may mean anything. */
const azureParameter = /^(s[eprtvk]|ske|sks|skt|skv|skoid|sktid|spr|srt?|sip)$/i;

/** A URI as it can be recorded, and what was taken out of it. */
export interface PlainUri {
  readonly uri: string;
  /** Names of the parts that were left out: `user information`, `X-Amz-Signature`. */
  readonly removed: readonly string[];
}

/**
 * Removes user, password and tokens from a URI: those before its host and those among the
 * parameters of its query and fragment. The user of SSH is part of the address and stays, without a
 * password.
 */
export function withoutCredentials(text: string): PlainUri {
  const removed: string[] = [];
  const [, scheme = "", user, rest = text] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?(.*)$/is.exec(
    text,
  ) ?? [undefined, "", undefined, text];
  const name = user?.split(":")[0]?.replace(/@$/, "") ?? "";
  const keeps = /ssh/i.test(scheme) && name !== "";
  if (user !== undefined && !(keeps && user === `${name}@`)) removed.push("user information");
  const [, place = rest, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest) ?? [];
  const plain = [
    `${scheme}${keeps ? `${name}@` : ""}${place}`,
    plainParameters(query, removed),
    plainParameters(fragment, removed),
  ];
  return { uri: plain.join(""), removed };
}

/**
 * A URL, up to another one or to what can't be in it; also a query alone. Users and passwords may have
 * quotes and brackets.
 */
const inText =
  /[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^\s/?#]*@)?(?:(?![a-z][a-z0-9+.-]{0,30}:\/\/)[^\s"'<>`])*|[?#][^\s"'<>`]+/gi;

/** Removes users, passwords and tokens from the URLs in a text, as {@link withoutCredentials} does. */
export function withoutCredentialsIn(text: string): string {
  return text.replace(inText, (url) => withoutCredentials(url).uri);
}

/** Returns a query or fragment without the parameters that are secret, and notes their names. */
function plainParameters(part: string | undefined, removed: string[]): string {
  if (part === undefined) return "";
  const pairs = part.slice(1).split("&");
  const names = pairs.map((pair) => decoded(pair.split("=")[0] ?? ""));
  const isSigned = names.some((name) => /^sig$/i.test(name));
  const kept = pairs.filter((pair, index) => {
    const name = names[index] ?? "";
    const isSecret =
      pair.includes("=") && secretParameter.test(name) && (isSigned || !azureParameter.test(name));
    if (isSecret) removed.push(name);
    return !isSecret;
  });
  return kept.length === 0 ? "" : `${part.charAt(0)}${kept.join("&")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
