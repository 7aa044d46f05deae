import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RepairedFile } from "../../core/events/repair-events.ts";
import { count, formatBytes } from "../../core/text/format.ts";
import { isErrno } from "../../storage/files/errno.ts";
import type { Registry } from "../registry.ts";
import type { Finding } from "./verify.ts";

/** Maximum number of repairs and of their lines that are named. */
const maxNamed = 100;
const maxLines = 5;

/**
 * Returns what repairs of the ledger have dropped.
 *
 * @param sound ledger files in which nothing is damaged: what is there again is not missing any more
 */
export async function repairNotes(
  registry: Registry,
  sound: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const events = await registry.read((state) =>
    state.log({ kind: "ledger.repaired" }, { limit: maxNamed }),
  );
  return events.flatMap((event) => {
    if (event.type !== "ledger.repaired") return [];
    const { at, actor, data } = event;
    return data.files
      .filter(({ file, dropped }) => dropped > 0 && !sound.has(file))
      .map((repaired) => ({
        where: `ledger/${repaired.file}`,
        problem: `repaired by ${actor.name} on ${at} without ${droppedText(repaired)}`,
      }));
  });
}

function droppedText({ dropped, lines }: RepairedFile): string {
  const named = lines.slice(0, maxLines).map(({ line, problem }) => `line ${line} (${problem})`);
  const more = dropped > named.length ? ` and ${count(dropped - named.length, "more line")}` : "";
  return `${named.join(", ")}${more}`;
}

const asideReasons: readonly (readonly [RegExp, string])[] = [
  [/\.torn-/, "the end of a write that was cut off, never acknowledged"],
  [/\.damaged-/, "a damaged ledger file that was repaired"],
  [/^registry\.db\.before-loss/, "an index that knew events which the ledger has lost"],
];

/** Returns the files that were set aside and are there until a person removes them. */
export async function asideNotes({ paths }: Registry): Promise<readonly Finding[]> {
  const notes: Finding[] = [];
  for (const [folder, prefix] of [
    [paths.root, ""],
    [paths.ledger, "ledger/"],
  ] as const) {
    for (const name of await namesIn(folder)) {
      const reason = asideReasons.find(([pattern]) => pattern.test(name))?.[1];
      if (reason === undefined || /\.(jsonl|tmp)$/.test(name)) continue;
      const stats = await lstat(join(folder, name)).catch(() => undefined);
      if (!stats?.isFile()) continue;
      const problem = `${reason}, ${formatBytes(stats.size)}; remove it when you don't need it`;
      notes.push({ where: `${prefix}${name}`, problem });
    }
  }
  return notes;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
