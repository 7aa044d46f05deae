import type {
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../core/model/ids.ts";
import type { VersionLabel } from "../../core/model/version-label.ts";
import { retentionRuleText, retentionText } from "../../core/retention/retention-text.ts";
import type { KeptFor, RetentionEntry } from "../../core/retention/retention.ts";
import type { Registry } from "../registry.ts";
import { retentionPreview, type RetentionPreview } from "./retention-preview.ts";

export interface RetentionTableRequest {
  readonly model?: ModelName;
  /** The most rows to answer. */
  readonly limit: number;
}

/** A version and the action of retention on it, in words. */
export interface RetentionRow {
  readonly version: VersionId;
  readonly model: ModelName;
  readonly number: VersionNumber;
  readonly label?: VersionLabel;
  readonly stage: Stage;
  /** Time at which it entered the stage. */
  readonly since: Timestamp;
  /** Bytes. */
  readonly size: number;
  readonly action: RetentionEntry["action"];
  readonly kept?: KeptFor["kind"];
  /** The end of a sentence. */
  readonly why: string;
}

/** Actions of retention as a page shows them, without the details that only rules need. */
export interface RetentionTable extends Omit<RetentionPreview, "rule" | "entries"> {
  /** In words; absent if the policy has none. */
  readonly rule?: string;
  /**
   * Versions to delete first, then those to archive, then those to keep; newest first in each
   * group.
   */
  readonly rows: readonly RetentionRow[];
  /** Numbers of all versions, whatever the limit. */
  readonly counts: Readonly<Record<RetentionEntry["action"], number>>;
}

const order: readonly RetentionEntry["action"][] = ["delete", "archive", "keep"];

/** @throws RegistryError `invalid-policy` */
export async function retentionTable(
  registry: Registry,
  { limit, ...question }: RetentionTableRequest,
): Promise<RetentionTable> {
  const { rule, entries, ...preview } = await retentionPreview(registry, question);
  const ordered = order.flatMap((wanted) => entries.filter(({ action }) => action === wanted));
  const counts = { delete: 0, archive: 0, keep: 0 };
  for (const { action } of entries) counts[action] += 1;
  return {
    ...preview,
    ...(rule && { rule: retentionRuleText(rule) }),
    rows: ordered.slice(0, limit).map(row),
    counts,
  };
}

function row(entry: RetentionEntry): RetentionRow {
  const { id, model, number, label, stage, stageSince, size } = entry.version;
  return {
    version: id,
    model,
    number,
    ...(label !== undefined && { label }),
    stage,
    since: stageSince,
    size,
    action: entry.action,
    ...(entry.action === "keep" && { kept: entry.kept.kind }),
    why: retentionText(entry),
  };
}
