import * as l10n from "@vscode/l10n";
import type { Actor } from "../recipe.ts";

/**
 * Returns true if two actors are the same person: their e-mail addresses are equal, upper or lower
 * case, or, where one of them has no address, their names are. So nobody becomes somebody else by
 * leaving the address out. Nobody is authenticated: an actor is what git or the system says.
 */
export function sameIdentity(a: Actor, b: Actor): boolean {
  const [mail, otherMail] = [mailOf(a), mailOf(b)];
  if (mail !== undefined && otherMail !== undefined) return mail === otherMail;
  return folded(a.name) === folded(b.name);
}

/**
 * Returns true if an entry of the policy names this actor: by e-mail address if it contains `@`,
 * else by name.
 */
export function isNamedBy(entry: string, actor: Actor): boolean {
  return folded(entry) === (entry.includes("@") ? mailOf(actor) : folded(actor.name));
}

/** Returns an identity as text: `Ada <ada@example.org>`, or the name alone. */
export function identityText({ name, email }: Actor): string {
  return email === undefined || email.trim() === "" ? name : `${name} <${email}>`;
}

/** Returns the identity, marked if one environment variable was enough to claim it. */
export function markedIdentity(actor: Actor): string {
  return marked(identityText(actor), actor);
}

/** Returns the name alone, with the same mark. */
export function markedName(actor: Actor): string {
  return marked(actor.name, actor);
}

function marked(name: string, { source }: Actor): string {
  return source === "environment" ? l10n.t("{0} (from the environment)", name) : name;
}

/**
 * Returns address and origin of an identity, for a detailed view; undefined if neither is known.
 */
export function identityDetails({ email, source }: Actor): string | undefined {
  const origins = {
    environment: l10n.t("named by the environment"),
    "git-config": l10n.t("named by git's configuration"),
    account: l10n.t("named by the account"),
  };
  const details = [email, source && origins[source]].filter(Boolean);
  return details.length === 0 ? undefined : details.join(", ");
}

/**
 * Returns advice for an actor without an address who may be one of those whom a policy names by
 * address: a sentence after a space, or an empty text.
 */
export function addressHint(entries: readonly string[], actor: Actor): string {
  if (mailOf(actor) !== undefined || !entries.some((entry) => entry.includes("@"))) return "";
  return ` ${l10n.t("If you are one of them, tell git your address (git config user.email).")}`;
}

function mailOf({ email }: Actor): string | undefined {
  const mail = email === undefined ? "" : folded(email);
  return mail === "" ? undefined : mail;
}

function folded(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}
