import { l10n } from "vscode";
import type { ModelInspection } from "../../registry/files/inspect-model.ts";
import { confirmStep } from "../messages.ts";

/** Asks whether to register files that only stand for others. Call before anything is stored. */
export async function acceptsPointers(
  name: string,
  inspections: readonly (ModelInspection | undefined)[],
): Promise<boolean> {
  const findings = inspections
    .flatMap((each) => each?.inspection.description.findings ?? [])
    .filter(({ code }) => code === "pointer");
  if (findings.length === 0) return true;
  const detail = findings
    .slice(0, 8)
    .map(({ message, where }) => `• ${where === undefined ? "" : `${where}: `}${message}`);
  const more = findings.length - detail.length;
  const verb = l10n.t("Register Pointer");
  const choice = await confirmStep(
    l10n.t("{0} is not the model itself. Register it anyway?", name),
    {
      detail: [...detail, ...(more > 0 ? [l10n.t("• and {0} more", more)] : [])].join("\n"),
      verb,
      safe: l10n.t("Don't Register"),
    },
  );
  return choice === verb;
}
