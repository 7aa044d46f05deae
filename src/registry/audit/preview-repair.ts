import * as l10n from "@vscode/l10n";
import { LogLine } from "../../core/audit/log-entry.ts";
import type { RegistryEvent } from "../../core/events/event.ts";
import { DroppedLine, type LostEvent } from "../../core/events/repair-events.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { lineProblemText } from "../../core/refusals/ledger/line-fault.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { countEvents } from "../../storage/ledger/salvage-ledger.ts";
import { readWriterId } from "../../storage/ledger/writer-id.ts";
import type { DamagedFile } from "../../storage/recovery/repair-survey.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";
import { logEntries, versionOf } from "./read-log.ts";

/** An event behind the first damage of its file that a repair saves. */
export interface FollowingEvent {
  /** Counted from 1. */
  readonly line: number;
  readonly event: LogLine;
  /** Reason why it has no effect; absent if it has. */
  readonly withoutEffect?: string;
}

/** A damaged ledger file, and what a repair makes of it. */
export interface RepairedFilePlan {
  /** Name of the ledger file. */
  readonly file: string;
  /** It is the file to which this clone writes. */
  readonly isOwn: boolean;
  readonly sha256: Sha256;
  /** Line of the first damage, and what is wrong there. */
  readonly line: number;
  readonly problem: string;
  /** Number of events that go on. */
  readonly events: number;
  /** The first of them that stand behind the first damage, and how many do. */
  readonly following: readonly FollowingEvent[];
  readonly followingCount: number;
  /** The first of the lines that can't go on, and how many there are. */
  readonly dropped: readonly DroppedLine[];
  readonly droppedCount: number;
}

/** Description of a repair for a person to agree to. */
export interface RepairPlan {
  readonly files: readonly RepairedFilePlan[];
  /** Events that the index knew and that are lost, oldest first. */
  readonly lost: readonly LostEvent[];
}

/** Entries of each list that are described. */
const maxListed = 500;

/**
 * Reads the whole ledger anew and returns what a repair would do; undefined if nothing is damaged.
 * Writes nothing.
 */
export async function previewRepair(
  registry: Registry,
  _request: NoRequest,
): Promise<RepairPlan | undefined> {
  const own = `${(await readWriterId(registry.paths)) ?? ""}.jsonl`;
  const { policy } = await registry.policy();
  return registry.previewRepair(({ files, lost }, state) => ({
    files: files.map((file) => planOf(file, own, { state, policy })),
    lost: lost.slice(0, maxListed),
  }));
}

function planOf(
  damaged: DamagedFile,
  own: string,
  { state, policy }: { readonly state: IndexQueries; readonly policy: Policy },
): RepairedFilePlan {
  const { file, damage, sha256, kept, dropped } = damaged;
  const { line, problem } = damage;
  const following = kept.filter((each) => each.line >= line && !each.isStart);
  return {
    file,
    isOwn: file === own,
    sha256,
    line,
    problem: lineProblemText(problem),
    events: countEvents(kept),
    following: following.slice(0, maxListed).flatMap((each): readonly FollowingEvent[] => {
      const event = state.events.find(each.id);
      const [entry] = event ? logEntries(state, [event], policy) : [];
      if (!event || !entry) return [];
      const reason = reasonWithoutEffect(event, state);
      return [
        {
          line: each.line,
          event: LogLine.parse(entry),
          ...(reason !== undefined && { withoutEffect: reason }),
        },
      ];
    }),
    followingCount: following.length,
    dropped: dropped.slice(0, maxListed).map((each) => DroppedLine.parse(each)),
    droppedCount: dropped.length,
  };
}

/** Returns why an event decides nothing in what is left; undefined if it does. */
function reasonWithoutEffect(event: RegistryEvent, state: IndexQueries): string | undefined {
  const version = versionOf(event);
  if (version !== undefined && !state.version(version) && !state.deletedVersion(version)) {
    return l10n.t("the registration of its version can't be read");
  }
  const answersRequest =
    event.type === "approval.approved" ||
    event.type === "approval.denied" ||
    event.type === "approval.withdrawn";
  if (answersRequest && !state.approvalRequest(event.data.request)) {
    return l10n.t("the request that it answers can't be read");
  }
  return undefined;
}
