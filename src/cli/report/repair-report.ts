import { count } from "../../core/text/format.ts";
import type {
  FollowingEvent,
  RepairPlan,
  RepairedFilePlan,
} from "../../registry/audit/preview-repair.ts";

/** Maximum number of lines of each list printed; `--json` has more. */
const maxShown = 20;

/** Describes the damage, its effects, and what a repair keeps. */
export function repairPlanLines({ files, lost }: RepairPlan): readonly string[] {
  return [
    ...files.flatMap(fileLines),
    ...listed(
      `${count(lost.length, "event")} that the index knew ${lost.length === 1 ? "is" : "are"} lost:`,
      lost.map(
        ({ at, actor, type, model }) => `${at} ${actor}: ${type}${model ? ` ${model}` : ""}`,
      ),
      lost.length,
    ),
    adviceLine(files),
    "To go on without what is dropped, run “model-registry repair --yes”; it removes nothing.",
  ];
}

function fileLines({
  file,
  line,
  problem,
  events,
  following,
  followingCount,
  dropped,
  droppedCount,
}: RepairedFilePlan): readonly string[] {
  const without = following.filter(({ withoutEffect }) => withoutEffect !== undefined);
  const note =
    without.length === 0 ? "" : `, ${without.length} of them without effect until more is found`;
  return [
    `ledger/${file} is damaged in line ${line}: ${problem}`,
    ...listed(
      `  ${count(droppedCount, "line")} can't be kept:`,
      dropped.map(
        (each) =>
          `    line ${each.line}: ${each.problem}${each.event === undefined ? "" : ` (event ${each.event})`}`,
      ),
      droppedCount,
    ),
    ...listed(
      `  ${count(followingCount, "event")} behind the damage can be kept${note}:`,
      following.map((each) => `    ${followingText(each)}`),
      followingCount,
    ),
    `  In all, ${count(events, "event")} of the file can be kept.`,
  ];
}

function followingText({ line, event, withoutEffect }: FollowingEvent): string {
  const { at, actor, subject, title } = event;
  const about = subject === "" ? "" : `${subject}: `;
  const effect = withoutEffect === undefined ? "" : ` (without effect: ${withoutEffect})`;
  return `line ${line}: ${at} ${actor.name}: ${about}${title}${effect}`;
}

function listed(title: string, lines: readonly string[], total: number): readonly string[] {
  if (total === 0) return [];
  const shown = lines.slice(0, maxShown);
  return [
    title,
    ...shown,
    ...(total > shown.length ? [`    … and ${total - shown.length} more`] : []),
  ];
}

function adviceLine(files: readonly RepairedFilePlan[]): string {
  return files.every(({ isOwn }) => !isOwn)
    ? "Best of all, copy the file again from the clone that wrote it, or from a backup: then nothing is dropped."
    : "Best of all, put the file back from a backup, or from another clone that has a copy: then nothing is dropped.";
}
