import type { ModelInspection } from "../../registry/inspect-model.ts";
import { showWarningMessage } from "../messages.ts";

/** The same for several files at once, each with what is dangerous about it; none needs no choice. */
export async function acceptsDangerousFiles(
  files: readonly { readonly path: string; readonly danger?: string }[],
): Promise<boolean> {
  const [first] = files;
  if (!first) return true;
  const detail = [
    ...files.slice(0, 8).map(({ path, danger }) => `• ${path}${danger ? `: ${danger}` : ""}`),
    ...(files.length > 8 ? [`• and ${files.length - 8} more`] : []),
    "",
    "Don't load them. Registered, they are kept as they are, and the versions say that they are dangerous.",
  ];
  const what = files.length === 1 ? `${first.path} is` : `${files.length} files are`;
  const choice = await showWarningMessage(
    `${what} dangerous. Import all the same?`,
    { modal: true, detail: detail.join("\n") },
    "Import Dangerous Files",
  );
  return choice !== undefined;
}

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
  const choice = await showWarningMessage(
    `${name} is dangerous. Register it all the same?`,
    { modal: true, detail: detail.join("\n") },
    "Register Dangerous File",
  );
  return choice !== undefined;
}
