import * as l10n from "@vscode/l10n";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { hasRightSum, sha256 } from "../../storage/ledger/ledger-line.ts";
import type { Task } from "../task.ts";
import { bundleProblem, withBundle, type OpenBundle } from "./open-bundle.ts";

/** Contents of a bundle that is whole. */
export interface VerifiedBundle {
  readonly createdAt: string;
  readonly registries: readonly string[];
  readonly lines: number;
  readonly objects: number;
  /** Bytes of the stored files. */
  readonly bytes: number;
  /** Files that the ledger refers to and that are not in it. */
  readonly leftOut: number;
  readonly hasPolicy: boolean;
}

/**
 * Verifies a bundle: every line of its ledger by its checksum, each ledger file by the end that the
 * head names, and every stored file by its digest. Needs no registry and writes nothing.
 *
 * @throws RegistryError `file-problem` with what is wrong, `cancelled`
 */
export function verifyBundle(
  { path }: { readonly path: string },
  task: Task = {},
): Promise<VerifiedBundle> {
  return withBundle(path, async (bundle) => {
    const lines = await verifyLedger(path, bundle, task);
    const total = bundle.objects.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    for (const object of bundle.objects) {
      for await (const chunk of bundle.remote.objects.get(object, { signal: task.signal })) {
        done += chunk.byteLength;
        task.report?.({ message: l10n.t("Verifying {0}", path), done, total });
      }
    }
    const { manifest, head, objects, policy } = bundle;
    return {
      createdAt: manifest.createdAt,
      registries: head.registries,
      lines,
      objects: objects.length,
      bytes: total,
      leftOut: manifest.leftOut,
      hasPolicy: policy !== undefined,
    };
  });
}

/**
 * Verifies the ledger of a bundle; returns the number of its lines.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function verifyLedger(
  path: string,
  { head, remote }: OpenBundle,
  { signal }: Task,
): Promise<number> {
  let count = 0;
  for (const [writer, file] of Object.entries(head.files)) {
    let last: Buffer | undefined;
    for (const segment of file.segments) {
      throwIfCancelled(signal);
      const bytes = Buffer.from(await remote.log.readSegment({ head, token: "" }, segment));
      if (bytes.at(-1) !== 0x0a) throw bundleProblem(path, "wrong-line", writer);
      for (let start = 0; start < bytes.length;) {
        const end = bytes.indexOf(0x0a, start);
        last = bytes.subarray(start, end);
        if (hasRightSum(last)) count += 1;
        start = end + 1;
      }
    }
    if (!last || sha256(last) !== file.hash) throw bundleProblem(path, "wrong-line", writer);
  }
  return count;
}
