import { lstat, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "./atomic-file.ts";
import { isErrno } from "./errno.ts";
import { commonOfLinked, workTree } from "./git-work-tree.ts";
import { openNoFollow } from "./open-file.ts";
import { registryFolderName, requireRealFolder, type RegistryPaths } from "./registry-paths.ts";

const pattern = `**/${registryFolderName}/*`;
const lines = [
  `# Model Registry: what ${registryFolderName} holds is local but the policy.`,
  pattern,
  `!**/${registryFolderName}/policy.yaml`,
];
/** Bytes. */
const maxBytes = 1024 * 1024;

/**
 * Writes into the repository's own list of ignored files (`info/exclude`, gitignore(5)) that the
 * registry is local. That stays when a branch or a stash takes the registry's `.gitignore` away.
 * Runs no git. A list that can't be written is left alone: it is the second of two nets.
 */
export async function excludeFromGit(paths: RegistryPaths): Promise<void> {
  try {
    const root = await workTree(await realpath(paths.folder));
    const gitFolder = root && (await commonFolder(root));
    if (gitFolder !== undefined) await addLines(join(gitFolder, "info"));
  } catch {
    // Of another user, read-only, or not as git makes it.
  }
}

async function addLines(info: string): Promise<void> {
  if (!(await requireRealFolder(info))) await mkdir(info);
  const path = join(info, "exclude");
  // In whatever encoding: its bytes are kept.
  const text = await readStart(path, "latin1");
  const present = text.split(/\r?\n/);
  if (present.includes(pattern) || text.length >= maxBytes) return;
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  await writeFileAtomically(path, Buffer.from(`${before}${lines.join("\n")}\n`, "latin1"));
}

async function readStart(path: string, encoding: BufferEncoding = "utf8"): Promise<string> {
  try {
    await using handle = await openNoFollow(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString(encoding, 0, bytesRead);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return "";
    throw error;
  }
}

/** Returns the folder that all work trees of a repository share. */
async function commonFolder(root: string): Promise<string | undefined> {
  const path = join(root, ".git");
  const common = (await lstat(path)).isDirectory() ? path : await commonOfLinked(root);
  return common !== undefined && (await readStart(join(common, "HEAD"))) !== ""
    ? common
    : undefined;
}
