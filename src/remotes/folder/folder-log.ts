import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { damaged, requireHead, requireSegment } from "../contract/remote-errors.ts";
import { encodeHead, type RemoteHead, type Segment } from "../contract/remote-head.ts";
import type { NewSegment, RemoteLog, SeenHead } from "../contract/remote.ts";
import { errnoOf, isFile, makeFolderOnce, putFile } from "./shared-file.ts";
import type { SharedFolder } from "./shared-folder.ts";

/** Heads in one folder, so that listing it stays quick. */
const headsInFolder = 1_000;
const headFile = "head.json";

/**
 * The log in a shared folder. Heads are numbered folders, `heads/0/17/head.json`; the one with the
 * highest number holds. Who makes the next number first has replaced the head. None is ever
 * removed: a writer that slept could make a removed one anew and believe that it holds.
 */
export function folderLog(shared: SharedFolder): RemoteLog {
  const { address } = shared;
  const readHead = async (): Promise<SeenHead> => {
    const folder = await shared.require();
    const number = await newestHead(folder);
    if (number === 0) return { token: "0" };
    const bytes = await readFile(join(folder, headPath(number), headFile));
    return { head: requireHead(address, bytes), token: String(number) };
  };
  const readSegment = async (_seen: SeenHead, segment: Segment): Promise<Uint8Array> => {
    const path = join(await shared.require(), segmentPath(segment));
    const bytes = await readFile(path).catch((error: unknown) => {
      if (errnoOf(error) !== "ENOENT") throw error;
      throw damaged(address, { kind: "segment-missing", sha256: segment.sha256 });
    });
    return requireSegment(address, segment, bytes);
  };
  const swapHead = async (
    seen: SeenHead,
    next: RemoteHead,
    added: readonly NewSegment[],
  ): Promise<SeenHead | undefined> => {
    const folder = await shared.require();
    for (const segment of added) {
      const path = segmentPath(segment);
      if (await isFile(join(folder, path))) continue;
      await putFile(folder, path, (handle) => handle.writeFile(segment.bytes));
    }
    const number = Number(seen.token) + 1;
    const made = await makeFolderOnce(folder, headPath(number), headFile, encodeHead(next));
    return made ? { head: next, token: String(number) } : undefined;
  };
  return {
    readHead: () => shared.run(readHead),
    readSegment: (seen, segment) => shared.run(() => readSegment(seen, segment)),
    swapHead: (seen, next, added) => shared.run(() => swapHead(seen, next, added)),
    erase: (segments) =>
      shared.run(async () => {
        const folder = await shared.require();
        for (const sha256 of segments)
          await rm(join(folder, segmentPath({ sha256 })), { force: true });
      }),
  };
}

/** Returns the number of the head that holds; 0 if there is none. */
async function newestHead(folder: string): Promise<number> {
  const heads = join(folder, "heads");
  const group = await highest(heads);
  let number = group === undefined ? 0 : group * headsInFolder;
  if (group !== undefined) {
    number += (await highest(join(heads, String(group)))) ?? 0;
  }
  // A listing that the share's client has kept may be older than what is there.
  while (await isFile(join(folder, headPath(number + 1), headFile))) number += 1;
  return number;
}

async function highest(folder: string): Promise<number | undefined> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  const numbers = names.filter((name) => /^(0|[1-9][0-9]{0,8})$/.test(name)).map(Number);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function headPath(number: number): string {
  const group = Math.floor(number / headsInFolder);
  return join("heads", String(group), String(number % headsInFolder));
}

function segmentPath({ sha256 }: Pick<Segment, "sha256">): string {
  return join("segments", sha256.slice(0, 2), sha256);
}
