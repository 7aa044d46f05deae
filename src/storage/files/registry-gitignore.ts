import { writeFileAtomically } from "./atomic-file.ts";
import { inOne, readStart } from "./quick-reads.ts";
import type { RegistryPaths } from "./registry-paths.ts";

/**
 * Content of the `.gitignore`. It ignores itself: `git clean` and `git stash` leave alone what git
 * does not see.
 */
const current = [
  "# Model Registry: everything here is local but the policy. Add lines of your own below.",
  "*",
  "!policy.yaml",
];
/** Content in earlier releases; where it was not committed, `git clean` removed it. */
const older = ["# Everything here is local but the policy.", "*", "!.gitignore", "!policy.yaml"];
const ourLines = new Set([...current, ...older]);
/** Maximum size in bytes. */
const maxBytes = 1024 * 1024;

/**
 * Form of the beginning of the registry's `.gitignore`: `current`; `older` as an older release
 * wrote it, which is safe if git tracks it; `other` if it is missing, only half written or changed.
 */
export type GitignoreForm = "current" | "older" | "other";

export function gitignoreForm(paths: RegistryPaths): Promise<GitignoreForm> {
  return inOne(() => formOf(readGitignore(paths)));
}

/**
 * Writes the registry's `.gitignore` unless it begins as it should. Lines that a person added are
 * kept, after ours.
 */
export async function ensureGitignore(paths: RegistryPaths): Promise<void> {
  const text = readGitignore(paths);
  if (formOf(text) === "current") return;
  const lines = [...current, ...additions(text)];
  await writeFileAtomically(paths.gitignore, Buffer.from(`${lines.join("\n")}\n`));
}

function formOf(text: string): GitignoreForm {
  const lines = linesOf(text);
  if (beginsWith(lines, current)) return "current";
  return beginsWith(lines, older) ? "older" : "other";
}

function beginsWith(lines: readonly string[], start: readonly string[]): boolean {
  return start.every((line, index) => line === lines[index]);
}

/** Returns the complete lines: the rest after the last newline may have been cut off. */
function linesOf(text: string): string[] {
  // git may have written it with the line ends of another system.
  return text.split(/\r?\n/).slice(0, -1);
}

function additions(text: string): string[] {
  const rest = text.split(/\r?\n/).at(-1) ?? "";
  const isCut = [...ourLines].some((line) => line.startsWith(rest));
  return [...linesOf(text), ...(isCut ? [] : [rest])].filter((line) => !ourLines.has(line));
}

/** Reads the `.gitignore`; empty if it is missing, a link, or not a file. */
function readGitignore(paths: RegistryPaths): string {
  return readStart(paths.gitignore, maxBytes) ?? "";
}
