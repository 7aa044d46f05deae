import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { RepairedFile } from "../../core/events/repair-events.ts";
import { formatBytes } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
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
    state.events.log({ kind: "ledger.repaired" }, { limit: maxNamed }),
  );
  return events.flatMap((event) => {
    if (event.type !== "ledger.repaired") return [];
    const { at, actor, data } = event;
    return data.files
      .filter(({ file, dropped }) => dropped > 0 && !sound.has(file))
      .map((repaired) => ({
        where: `ledger/${repaired.file}`,
        problem: l10n.t(
          "repaired by {0} on {1} without {2}",
          actor.name,
          at,
          droppedText(repaired),
        ),
      }));
  });
}

function droppedText({ dropped, lines }: RepairedFile): string {
  const named = lines
    .slice(0, maxLines)
    .map(({ line, problem }) => l10n.t("line {0} ({1})", line, problem))
    .join(", ");
  const more = dropped - Math.min(lines.length, maxLines);
  if (more <= 0) return named;
  return more === 1
    ? l10n.t("{0} and 1 more line", named)
    : l10n.t("{0} and {1} more lines", named, formatNumber(more));
}

function asideReason(name: string): string | undefined {
  if (name.includes(".torn-"))
    return l10n.t("the end of a write that was cut off, never acknowledged");
  if (name.includes(".damaged-")) return l10n.t("a damaged ledger file that was repaired");
  return name.startsWith("registry.db.before-loss")
    ? l10n.t("an index that knew events which the ledger has lost")
    : undefined;
}

/** Returns the files that were set aside and are there until a person removes them. */
export async function asideNotes({ paths }: Registry): Promise<readonly Finding[]> {
  const notes: Finding[] = [];
  for (const [folder, prefix] of [
    [paths.root, ""],
    [paths.ledger, "ledger/"],
  ] as const) {
    for (const name of await namesIn(folder)) {
      const reason = asideReason(name);
      if (reason === undefined || /\.(jsonl|tmp)$/.test(name)) continue;
      const stats = await lstat(join(folder, name)).catch(() => undefined);
      if (!stats?.isFile()) continue;
      const size = formatBytes(stats.size);
      const problem = l10n.t("{0}, {1}; remove it when you don't need it", reason, size);
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
