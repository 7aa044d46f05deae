import { window } from "vscode";
import type { ModelInspection } from "../../registry/inspect-model.ts";

/** Nothing has been stored yet: a dangerous file is registered only by an explicit choice. */
export async function acceptsDanger(
  name: string,
  dangers: readonly (ModelInspection | undefined)[],
): Promise<boolean> {
  const findings = dangers
    .flatMap((each) => each?.inspection.description.findings ?? [])
    .filter(({ severity }) => severity === "danger");
  const detail = [
    ...findings.slice(0, 8).map(({ message }) => `• ${message}`),
    ...(findings.length > 8 ? [`• and ${findings.length - 8} more`] : []),
    "",
    "Don't load it. Registered, it is kept as it is, and the version says that it is dangerous.",
  ];
  const choice = await window.showWarningMessage(
    `${name} is dangerous. Register it all the same?`,
    { modal: true, detail: detail.join("\n") },
    "Register Dangerous File",
  );
  return choice !== undefined;
}
