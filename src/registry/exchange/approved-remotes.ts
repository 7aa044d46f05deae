import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { configFolder, makeConfigFolder } from "../../storage/files/config-folder.ts";
import { isErrno } from "../../storage/files/errno.ts";

/**
 * Remotes that the user of this machine has approved. A policy comes with the repository, so anyone
 * who can change the repository could have the registry sent elsewhere. Each line is the SHA-256 of
 * an exact address, which may hold a secret, and the folder for which it was approved.
 */

export async function isRemoteApproved(folder: string, url: string): Promise<boolean> {
  return (await approvals()).includes(await approval(folder, url));
}

export async function approveRemoteOf(folder: string, url: string): Promise<void> {
  const [known, added] = await Promise.all([approvals(), approval(folder, url)]);
  if (!known.includes(added)) await write([...known, added]);
}

/** Withdraws all approvals of a folder. Returns true if there were any. */
export async function withdrawApprovalsOf(folder: string): Promise<boolean> {
  const known = await approvals();
  const end = approvalEnd(await realpath(folder));
  const kept = known.filter((line) => !line.endsWith(end));
  if (kept.length === known.length) return false;
  await write(kept);
  return true;
}

async function approval(folder: string, url: string): Promise<string> {
  const digest = createHash("sha256").update(url).digest("hex");
  return digest + approvalEnd(await realpath(folder));
}

function approvalEnd(folder: string): string {
  return `  ${JSON.stringify(folder)}`;
}

async function write(lines: readonly string[]): Promise<void> {
  await makeConfigFolder();
  await writeFileAtomically(path(), Buffer.from(lines.map((line) => `${line}\n`).join("")), 0o600);
}

async function approvals(): Promise<readonly string[]> {
  try {
    return (await readFile(path(), "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

function path(): string {
  return join(configFolder(), "approved-remotes");
}
