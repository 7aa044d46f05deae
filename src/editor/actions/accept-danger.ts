import { l10n } from "vscode";
import type { ModelInspection } from "../../registry/files/inspect-model.ts";
import { confirmStep } from "../messages.ts";

/** The same for several files at once, each with what is dangerous about it; none needs no choice. */
export async function acceptsDangerousFiles(
  files: readonly { readonly path: string; readonly danger?: string }[],
): Promise<boolean> {
  const [first] = files;
  if (!first) return true;
  const detail = [
    ...files.slice(0, 8).map(({ path, danger }) => `• ${path}${danger ? `: ${danger}` : ""}`),
    ...(files.length > 8 ? [l10n.t("• and {0} more", files.length - 8)] : []),
    "",
    l10n.t(
      "Don't load them. If you import them, they are stored unchanged and marked as dangerous.",
    ),
  ];
  const verb = l10n.t("Import Dangerous Files");
  const question =
    files.length === 1
      ? l10n.t("{0} is dangerous. Import anyway?", first.path)
      : l10n.t("{0} files are dangerous. Import anyway?", files.length);
  const choice = await confirmStep(question, {
    detail: detail.join("\n"),
    verb,
    safe: l10n.t("Don't Import"),
  });
  return choice === verb;
}

/** Asks whether to register a dangerous file. Call before anything is stored. */
export async function acceptsDanger(
  name: string,
  dangers: readonly (ModelInspection | undefined)[],
): Promise<boolean> {
  const findings = dangers
    .flatMap((each) => each?.inspection.description.findings ?? [])
    .filter(({ severity }) => severity === "danger");
  const detail = [
    ...findings.slice(0, 8).map(({ message }) => `• ${message}`),
    ...(findings.length > 8 ? [l10n.t("• and {0} more", findings.length - 8)] : []),
    "",
    l10n.t("Don't load it. If you register it, it is stored unchanged and marked as dangerous."),
  ];
  const verb = l10n.t("Register Dangerous File");
  const choice = await confirmStep(l10n.t("{0} is dangerous. Register it anyway?", name), {
    detail: detail.join("\n"),
    verb,
    safe: l10n.t("Don't Register"),
  });
  return choice === verb;
}
