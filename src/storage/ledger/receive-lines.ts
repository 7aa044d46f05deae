import { constants } from "node:fs";
import { copyFile, mkdir, open, rm, stat, truncate, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EventId, Sha256 } from "../../core/model/ids.ts";
import { lineProblemText, type LineProblem } from "../../core/refusals/ledger/line-fault.ts";
import { syncFolder, writeAll } from "../files/atomic-file.ts";
import { openNoFollow } from "../files/open-file.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import { temporaryName } from "../files/temporary-name.ts";
import { ledgerStart, readLedgerFile, type LedgerPosition } from "./ledger-file.ts";

/** End of a ledger file, as another clone tells it. */
export interface FileEnd {
  /** Bytes. */
  readonly length: number;
  /** Hash of its last line that counts. */
  readonly hash: Sha256;
}

/** Lines of a ledger file that came from elsewhere and are verified, but not in place yet. */
export interface StagedLines {
  /** Name of the ledger file. */
  readonly file: string;
  /** Offset (bytes) behind which they stand. */
  readonly from: number;
  readonly end: FileEnd;
  /** Registry that the file's first line names, if that is among them. */
  readonly registry?: EventId;
  /** Absolute path of a file with these lines at their offset. */
  readonly path: string;
}

/** Lines that came from elsewhere and can't be taken. */
export class UnusableLines extends Error {
  override readonly name = "UnusableLines";
  readonly problem: LineProblem;

  constructor(problem: LineProblem) {
    super(lineProblemText(problem));
    this.problem = problem;
  }
}

/** Makes a folder for lines on their way; it is removed with what is in it after `body`. */
export async function withReceiving<T>(
  paths: RegistryPaths,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(paths.staging, { recursive: true });
  const folder = join(paths.staging, await temporaryName("received"));
  await mkdir(folder);
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Verifies lines that stand behind `local` with the same code that reads the ledger: what is taken
 * must never make the registry unreadable. Nothing is changed.
 *
 * @param bytes what stands behind `local.offset`, up to the end
 * @throws UnusableLines if they don't follow what is here, or are not what `end` says
 */
export async function stageLines(
  paths: RegistryPaths,
  folder: string,
  {
    file,
    local = ledgerStart,
    end,
  }: {
    readonly file: string;
    readonly local?: LedgerPosition | undefined;
    readonly end: FileEnd;
  },
  bytes: AsyncIterable<Uint8Array>,
): Promise<StagedLines> {
  const path = join(folder, file);
  // What is here already is left out as a hole: only lines that lost a race refer to it.
  await writeAt(path, local.offset, bytes);
  let read = await readStaged(path, local);
  if (read.problem !== undefined && local.offset > 0) {
    await fillHole(join(paths.ledger, file), path, local.offset);
    read = await readStaged(path, local);
  }
  const { problem, last, registry } = read;
  if (problem !== undefined) throw new UnusableLines(problem);
  if (last.offset !== end.length || last.hash !== end.hash) {
    throw new UnusableLines({ fault: "other-end" });
  }
  return { file, from: local.offset, end, path, ...(registry !== undefined && { registry }) };
}

interface ReadStaged {
  readonly problem?: LineProblem;
  readonly last: LedgerPosition;
  readonly registry?: EventId;
}

async function readStaged(path: string, from: LedgerPosition): Promise<ReadStaged> {
  let last = from;
  let registry: EventId | undefined;
  const lines = readLedgerFile(path, from);
  for (;;) {
    const step = await lines.next();
    if (step.done) {
      const { damage, tornBytes, unendedBytes } = step.value;
      const isWhole = tornBytes === 0 && unendedBytes === 0;
      const problem = damage?.problem ?? (isWhole ? undefined : ({ fault: "no-end" } as const));
      return { last, ...(registry && { registry }), ...(problem !== undefined && { problem }) };
    }
    for (const { event, position } of step.value) {
      last = position;
      if (event.type === "ledger.started") registry ??= event.data.registry;
    }
  }
}

async function writeAt(
  path: string,
  offset: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  await (await open(path, "wx")).close();
  await truncate(path, offset);
  const handle = await open(path, "a");
  try {
    for await (const chunk of bytes) await writeAll(handle, chunk);
  } finally {
    await handle.close();
  }
}

async function fillHole(source: string, path: string, length: number): Promise<void> {
  const whole = `${path}.whole`;
  await copyFile(source, whole, constants.COPYFILE_FICLONE);
  const from = await open(whole, "r");
  const to = await open(path, "r+");
  try {
    await copyRange(from, { offset: 0, length }, (chunk, offset) => writeAllAt(to, chunk, offset));
  } finally {
    await from.close();
    await to.close();
  }
}

/**
 * Appends verified lines to their ledger file, durably. Call it under the lock. What another process
 * has taken meanwhile, and what a crash cut off, is compared and completed.
 *
 * @returns whether anything was added
 * @throws UnusableLines if other lines stand in their place by now
 */
export async function takeLines(paths: RegistryPaths, staged: StagedLines): Promise<boolean> {
  const path = join(paths.ledger, staged.file);
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
  const from = await open(staged.path, "r");
  try {
    const start = Math.min(staged.from, size);
    if (start < staged.from - 1) throw new UnusableLines({ fault: "file-shorter" });
    if (size > 0) await requireSame(from, path, { from: staged.from, to: size });
    if (size >= staged.end.length) return false;
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
    const to = await open(path, flags | (size === 0 ? constants.O_CREAT : 0));
    try {
      // The newline of the last line may be missing here; it has no other place.
      if (size === staged.from - 1) await writeAll(to, Buffer.from("\n"));
      const offset = Math.max(staged.from, size);
      await copyRange(from, { offset, length: staged.end.length - offset }, (chunk) =>
        writeAll(to, chunk),
      );
      await to.sync();
    } finally {
      await to.close();
    }
    if (size === 0) await syncFolder(dirname(path));
    return true;
  } finally {
    await from.close();
  }
}

/** Requires that what stands in the ledger file from an offset on is what was staged. */
async function requireSame(
  staged: FileHandle,
  path: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  if (to <= from) return;
  const here = await openNoFollow(path);
  try {
    const expected = Buffer.alloc(to - from);
    const found = Buffer.alloc(to - from);
    const { bytesRead } = await staged.read(expected, 0, expected.length, from);
    await here.read(found, 0, found.length, from);
    if (!found.subarray(0, bytesRead).equals(expected.subarray(0, bytesRead))) {
      throw new UnusableLines({ fault: "place-taken" });
    }
  } finally {
    await here.close();
  }
}

async function copyRange(
  from: FileHandle,
  { offset, length }: { readonly offset: number; readonly length: number },
  write: (chunk: Buffer, offset: number) => Promise<void>,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (let done = 0; done < length;) {
    const wanted = Math.min(buffer.length, length - done);
    const { bytesRead } = await from.read(buffer, 0, wanted, offset + done);
    if (bytesRead === 0) throw new Error("a file on its way has become shorter");
    await write(buffer.subarray(0, bytesRead), offset + done);
    done += bytesRead;
  }
}

async function writeAllAt(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    done += (await handle.write(bytes, done, bytes.byteLength - done, offset + done)).bytesWritten;
  }
}
