import * as l10n from "@vscode/l10n";
import { readAnnotation } from "../annotations/annotation-rules.ts";
import { Timestamp } from "../model/ids.ts";
import type { RefusalOf } from "../refusals/refusal-data.ts";
import type { RetentionDays } from "../state/retention-facts.ts";
import { versionReference, versionTitle, type Version } from "../state/version.ts";

/** Period in which nobody may delete a version. */
export interface RetentionPeriod extends RetentionDays {
  /**
   * End of the period; absent if the text is not a number of days (perhaps a newer release's), so
   * that the end is unknown.
   */
  readonly until?: Timestamp;
}

const day = 86_400_000;

/**
 * Returns the retention period of a version if it has not ended. It begins when the version entered
 * its stage: use in a stage that it left later counts as use, so that archiving begins it anew.
 *
 * @param now milliseconds since the epoch
 */
export function currentPeriod(
  days: RetentionDays | undefined,
  { stageSince }: Pick<Version, "stageSince">,
  now: number,
): RetentionPeriod | undefined {
  if (!days) return undefined;
  const read = readAnnotation("retention-days", days.text);
  if (!("text" in read)) return days;
  const end = Date.parse(stageSince) + Number(read.text) * day;
  return now < end
    ? { ...days, text: read.text, until: Timestamp.parse(new Date(end).toISOString()) }
    : undefined;
}

/**
 * Describes a period as the end of a sentence: `its retention-days (365) keep it until 2027-11-21
 * 09:30 UTC`.
 */
export function periodText({ text, writtenOn, until }: RetentionPeriod): string {
  const isOfModel = writtenOn === "model";
  if (until === undefined) {
    const written = text.slice(0, 60);
    return isOfModel
      ? l10n.t("the retention-days of its model are “{0}”, which is no number of days", written)
      : l10n.t("its retention-days are “{0}”, which is no number of days", written);
  }
  return isOfModel
    ? l10n.t("the retention-days of its model ({0}) keep it until {1}", text, minuteFrom(until))
    : l10n.t("its retention-days ({0}) keep it until {1}", text, minuteFrom(until));
}

/** Returns the refusal to delete a version in its retention period now. */
export function periodRefusal(
  { writtenOn, text, until }: RetentionPeriod,
  version: Pick<Version, "id" | "model" | "number" | "stageSince">,
  now: number,
): RefusalOf<"retention-period"> {
  const reference = versionReference(version);
  return {
    code: "retention-period",
    reason: "retention-period",
    title: versionTitle(version),
    version: version.id,
    subject: writtenOn === "model" ? version.model : reference,
    reference,
    writtenOn,
    days: text,
    ...(until !== undefined && { until }),
    passed: Math.floor((now - Date.parse(version.stageSince)) / day),
  };
}

/** Returns the first whole minute that is not before an instant: `2026-11-21 09:30 UTC`. */
function minuteFrom(at: Timestamp): string {
  const minute = new Date(Math.ceil(Date.parse(at) / 60_000) * 60_000).toISOString();
  return `${minute.slice(0, 16).replace("T", " ")} UTC`;
}
