import type { Masked } from "../model/recipe.ts";
import { isPlaceholder, isSecretParameter, tokenShapes } from "../registration/secrets.ts";

/** Text that stands where a secret was. It is no word of any language, as it is recorded. */
export const mask = "***";

/** Credential for which a mask stands. */
export type MaskedPart = Omit<Masked, "field">;

/** A text as it may be recorded, and what each mask in it stands for. */
export interface MaskedText {
  readonly text: string;
  readonly masked: readonly MaskedPart[];
}

/** A password, or a long user alone, before the host of a URL; the host may be anything. */
const userInfo =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/?#@:"']*:([^\s/?#@"']+)|(?!git@)([^\s/?#@:"']{20,}))@/gi;

/** A parameter of a URL that signs it or is a password. */
const urlParameter =
  /([?&#](x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature|token|(?:access|auth|id|refresh)_token|api_?key|password|secret|client_secret)=)([^&\s#"']+)/gi;

/** Masks tokens of known shapes and the passwords of URLs, wherever they stand in a text. */
export function maskText(text: string): MaskedText {
  const masked: MaskedPart[] = [];
  let plain = text;
  for (const { kind, shape } of tokenShapes) {
    plain = plain.replace(shape, () => {
      masked.push({ kind });
      return mask;
    });
  }
  if (!plain.includes("://")) return { text: plain, masked };
  plain = plain
    .replace(userInfo, (all, scheme: string, password?: string, user?: string) => {
      if (isPlaceholder(password ?? user ?? "")) return all;
      masked.push({ kind: "password-in-url" });
      return `${scheme}${mask}@`;
    })
    .replace(urlParameter, (all, start: string, name: string, value: string) => {
      if (isPlaceholder(value)) return all;
      masked.push({ kind: "value-in-url", name });
      return `${start}${mask}`;
    });
  return { text: plain, masked };
}

/** Masks a value completely if its name is that of a secret, else what is secret in it. */
export function maskValue(name: string, value: string): MaskedText {
  const inner = maskText(value);
  // A text of more than the secret keeps the rest.
  if (inner.masked.length > 0 && !isSecretParameter(name, inner.text)) return inner;
  return isSecretParameter(name, value) ? { text: mask, masked: [{ kind: "value", name }] } : inner;
}
