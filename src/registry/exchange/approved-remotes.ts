import { createHash } from "node:crypto";
import { permissionsOf, permit, withdrawPermissions } from "../../storage/files/permission-list.ts";

/**
 * Remotes that the user of this machine has approved. A policy comes with the repository, so anyone
 * who can change the repository could have the registry sent elsewhere. What is kept is the SHA-256
 * of an exact address, which may hold a secret, and the folder for which it was approved.
 */
const list = "approved-remotes";

export async function isRemoteApproved(folder: string, url: string): Promise<boolean> {
  return (await permissionsOf(list, folder)).has(digestOf(url));
}

export async function approveRemoteOf(folder: string, url: string): Promise<void> {
  await permit(list, folder, digestOf(url));
}

/** Withdraws all approvals of a folder. Returns true if there were any. */
export async function withdrawApprovalsOf(folder: string): Promise<boolean> {
  return withdrawPermissions(list, folder);
}

function digestOf(url: string): string {
  return createHash("sha256").update(url).digest("hex");
}
