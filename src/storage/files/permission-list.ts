import { appendFile, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { configFolder, makeConfigFolder } from "./config-folder.ts";
import { isErrno } from "./errno.ts";

/** Names of lists of what the user of this machine has permitted, outside of any workspace. */
export type PermissionList = "allowed-hooks" | "approved-remotes";

/** Entry that takes back all earlier ones of its folder. */
const withdrawn = "withdrawn";

/**
 * Returns what was permitted for a folder. Each line of a list is a digest and a folder; lines are
 * only appended, so that several processes may write at once.
 */
export async function permissionsOf(
  list: PermissionList,
  folder: string,
): Promise<ReadonlySet<string>> {
  const permitted = new Set<string>();
  const end = endOf(await realpath(folder));
  for (const line of await linesOf(list)) {
    if (!line.endsWith(end)) continue;
    const entry = line.slice(0, -end.length);
    if (entry === withdrawn) permitted.clear();
    else permitted.add(entry);
  }
  return permitted;
}

/** @param digest what is permitted, as hexadecimal digits */
export async function permit(list: PermissionList, folder: string, digest: string): Promise<void> {
  if (!(await permissionsOf(list, folder)).has(digest)) await append(list, folder, digest);
}

/** Withdraws all permissions of a folder. Returns true if there were any. */
export async function withdrawPermissions(list: PermissionList, folder: string): Promise<boolean> {
  if ((await permissionsOf(list, folder)).size === 0) return false;
  await append(list, folder, withdrawn);
  return true;
}

async function append(list: PermissionList, folder: string, entry: string): Promise<void> {
  await makeConfigFolder();
  const line = `${entry}${endOf(await realpath(folder))}\n`;
  await appendFile(join(configFolder(), list), line, { mode: 0o600 });
}

/** The folder is quoted, as its name may have line breaks. */
function endOf(folder: string): string {
  return `  ${JSON.stringify(folder)}`;
}

async function linesOf(list: PermissionList): Promise<readonly string[]> {
  try {
    return (await readFile(join(configFolder(), list), "utf8")).split("\n");
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
