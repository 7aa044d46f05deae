import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { Hook, Hooks } from "../../core/model/stage-gates.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { configFolder, makeConfigFolder } from "../../storage/files/config-folder.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";

/**
 * Permissions to run hooks. A policy comes with the repository, so anyone who can change the
 * repository could have programs run here. Hooks run only if the user of this machine has allowed
 * exactly these, in this folder; the permission is stored outside of the workspace, and becomes
 * void as soon as a hook changes.
 */

/** The digest of all programs that a policy runs; `undefined` if it has none. */
export function hooksDigest(policy: Policy): Sha256 | undefined {
  const hooks = policy.stages.flatMap(({ name, gates }) =>
    gates?.hooks ? [[name, gates.hooks.pre, gates.hooks.post, ...ofRequests(gates.hooks)]] : [],
  );
  const health = healthCommands(policy);
  const programs = health.length === 0 ? hooks : [...hooks, { health }];
  return programs.length === 0 ? undefined : sha256(JSON.stringify(programs));
}

/** A program by which a rule of monitoring finds out whether all is well. */
export interface HealthCommand {
  /** Name of the rule. */
  readonly rule: string;
  readonly hook: Hook;
}

export function healthCommands({ monitoring }: Policy): readonly HealthCommand[] {
  const rules = monitoring?.rules ?? [];
  return rules.flatMap(({ name, health }) => (health ? [{ rule: name, hook: health }] : []));
}

/** Policies without hooks of requests keep the digest that they had before there were any. */
function ofRequests({ request, approve, deny }: Hooks): readonly (readonly Hook[])[] {
  const isEmpty = request.length + approve.length + deny.length === 0;
  return isEmpty ? [] : [request, approve, deny];
}

/**
 * Returns the permission in a folder: for the hooks of this digest, only for others, or for none.
 */
export async function hooksAllowed(
  folder: string,
  digest: Sha256,
): Promise<"these" | "others" | "none"> {
  const [known, real] = await Promise.all([permissions(), realpath(folder)]);
  if (known.includes(permission(real, digest))) return "these";
  return known.some((line) => line.endsWith(permissionEnd(real))) ? "others" : "none";
}

export async function allowHooksOf(folder: string, digest: Sha256): Promise<void> {
  const known = await permissions();
  const added = permission(await realpath(folder), digest);
  if (!known.includes(added)) await write([...known, added]);
}

/** Revokes all permissions of a folder. Returns true if there were any. */
export async function revokeHooksOf(folder: string): Promise<boolean> {
  const known = await permissions();
  const inFolder = permissionEnd(await realpath(folder));
  const kept = known.filter((line) => !line.endsWith(inFolder));
  if (kept.length === known.length) return false;
  await write(kept);
  return true;
}

async function write(lines: readonly string[]): Promise<void> {
  const path = permissionsPath();
  await makeConfigFolder();
  await writeFileAtomically(path, Buffer.from(lines.map((line) => `${line}\n`).join("")));
}

async function permissions(): Promise<readonly string[]> {
  try {
    return (await readFile(permissionsPath(), "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** A line of the file. The folder is quoted, as its name may have line breaks. */
function permission(folder: string, digest: Sha256): string {
  return digest + permissionEnd(folder);
}

function permissionEnd(folder: string): string {
  return `  ${JSON.stringify(folder)}`;
}

function permissionsPath(): string {
  return join(configFolder(), "allowed-hooks");
}
