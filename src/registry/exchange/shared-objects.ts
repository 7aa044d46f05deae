import { createHash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { damaged } from "../../remotes/contract/remote-errors.ts";
import type { Task } from "../task.ts";
import type { Connection } from "./connection.ts";

/** Objects that are asked for at once. */
const atATime = 500;

/**
 * Returns which of these objects the remote has, whole.
 *
 * @throws RegistryError of the codes that an `ObjectStore` answers, `cancelled`
 */
export async function sharedObjects(
  { remote }: Pick<Connection, "remote">,
  objects: readonly StoredBytes[],
  { signal }: Task = {},
): Promise<ReadonlySet<Sha256>> {
  const there = new Set<Sha256>();
  for (let start = 0; start < objects.length; start += atATime) {
    throwIfCancelled(signal);
    const found = await remote.objects.has(objects.slice(start, start + atATime), { signal });
    for (const sha256 of found) there.add(sha256);
  }
  return there;
}

/**
 * Reads objects from the remote and requires that they have their digests.
 *
 * @throws RegistryError `remote-damaged`, `artifact-missing`, `cancelled`
 */
export async function requireObjects(
  { remote }: Pick<Connection, "remote">,
  objects: readonly StoredBytes[],
  { signal, report }: Task = {},
): Promise<void> {
  const total = objects.reduce((sum, { size }) => sum + size, 0);
  const message = l10n.t("Reading files back from {0}", remote.address);
  let done = 0;
  for (const object of objects) {
    const hash = createHash("sha256");
    for await (const chunk of remote.objects.get(object, { signal })) {
      throwIfCancelled(signal);
      hash.update(chunk);
      done += chunk.byteLength;
      report?.({ message, done: Math.min(done, total), total });
    }
    if (hash.digest("hex") === object.sha256) continue;
    throw damaged(remote.address, { kind: "object-changed", sha256: object.sha256 });
  }
}
