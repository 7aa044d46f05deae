import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { RemoteFile } from "../../remotes/contract/remote-head.ts";
import { writeAll } from "../../storage/files/atomic-file.ts";
import { ledgerStart, readLedgerFile } from "../../storage/ledger/ledger-file.ts";
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
 * Verifies a bundle: every line of its ledger by its checksum and the line that it follows, each
 * ledger file by the end that the head names, and every stored file by its digest. Needs no
 * registry and leaves nothing behind.
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
export async function verifyLedger(path: string, bundle: OpenBundle, task: Task): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bundle-"));
  try {
    let count = 0;
    for (const [writer, file] of Object.entries(bundle.head.files)) {
      const copy = join(folder, writer);
      await copyOut(bundle, file, copy, task);
      if (!(await isWhole(copy, file))) throw bundleProblem(path, "wrong-line", writer);
      await rm(copy);
      count += file.lines;
    }
    return count;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts a ledger file together, as lines that lost a race refer to any earlier one. */
async function copyOut(
  { head, remote }: OpenBundle,
  { segments }: RemoteFile,
  copy: string,
  { signal }: Task,
): Promise<void> {
  await using handle = await open(copy, "wx", 0o600);
  for (const segment of segments) {
    throwIfCancelled(signal);
    await writeAll(handle, await remote.log.readSegment({ head, token: "" }, segment));
  }
}

/** Tells whether the ledger's own reader finds nothing wrong with a file, and the end that is named. */
async function isWhole(copy: string, { length, lines, hash }: RemoteFile): Promise<boolean> {
  const reader = readLedgerFile(copy);
  for (let last = ledgerStart; ;) {
    const step = await reader.next();
    if (!step.done) {
      last = step.value.at(-1)?.position ?? last;
      continue;
    }
    const { damage, tornBytes, unendedBytes } = step.value;
    return (
      !damage &&
      tornBytes + unendedBytes === 0 &&
      last.offset === length &&
      last.lines === lines &&
      last.hash === hash
    );
  }
}
