import type { ModelInspection } from "../../registry/inspect-model.ts";
import { showWarningMessage } from "../messages.ts";

/** Nothing has been stored yet: files that stand for others are registered only by an explicit choice. */
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
  const choice = await showWarningMessage(
    `${name} is not the model itself. Register it all the same?`,
    { modal: true, detail: [...detail, ...(more > 0 ? [`• and ${more} more`] : [])].join("\n") },
    "Register Pointer",
  );
  return choice !== undefined;
}
