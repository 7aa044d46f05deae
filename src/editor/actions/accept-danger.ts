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
    ...(files.length > 8 ? [`• and ${files.length - 8} more`] : []),
    "",
    "Don't load them. If you import them, they are stored unchanged and marked as dangerous.",
  ];
  const what = files.length === 1 ? `${first.path} is` : `${files.length} files are`;
  const verb = "Import Dangerous Files";
  const choice = await confirmStep(`${what} dangerous. Import anyway?`, {
    detail: detail.join("\n"),
    verb,
    safe: "Don't Import",
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
    ...(findings.length > 8 ? [`• and ${findings.length - 8} more`] : []),
    "",
    "Don't load it. If you register it, it is stored unchanged and marked as dangerous.",
  ];
  const verb = "Register Dangerous File";
  const choice = await confirmStep(`${name} is dangerous. Register it anyway?`, {
    detail: detail.join("\n"),
    verb,
    safe: "Don't Register",
  });
  return choice === verb;
}
