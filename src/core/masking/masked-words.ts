import * as l10n from "@vscode/l10n";
import type { Masked } from "../model/recipe.ts";
import type { TokenKind } from "../registration/secrets.ts";

type MaskedKind = TokenKind | "password-in-url" | "value-in-url" | "value";

/** Returns what a mask stands for; of a kind that a newer release knows, its name as recorded. */
export function maskedWords({ kind, name = "" }: Omit<Masked, "field">): string {
  const words: Readonly<Record<MaskedKind, string>> = {
    "private-key": l10n.t("private key"),
    "github-token": l10n.t("GitHub token"),
    "gitlab-token": l10n.t("GitLab token"),
    "aws-key": l10n.t("AWS key"),
    "hugging-face-token": l10n.t("Hugging Face token"),
    "api-key": l10n.t("API key"),
    "slack-token": l10n.t("Slack token"),
    "slack-webhook": l10n.t("webhook of Slack"),
    "google-key": l10n.t("Google key"),
    "npm-token": l10n.t("npm token"),
    "pypi-token": l10n.t("PyPI token"),
    "databricks-token": l10n.t("Databricks token"),
    "stripe-key": l10n.t("Stripe key"),
    "json-web-token": l10n.t("JSON Web Token"),
    authorization: l10n.t("authorization of a request"),
    "password-in-url": l10n.t("password in a URL"),
    "value-in-url": l10n.t("{0} in a URL", name),
    value: l10n.t("value of {0}", name),
  };
  return new Map<string, string>(Object.entries(words)).get(kind) ?? kind;
}
