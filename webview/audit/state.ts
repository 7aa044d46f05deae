import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { EventId, ModelName, Timestamp, VersionNumber } from "../../src/core/model/ids.ts";
import { productionName } from "../ui/stage-badge.ts";
import { auditColumns, type AuditFilter, type AuditQuery } from "./protocol.ts";

/** Returns the names of the kinds of events by the beginning of their type. */
export function eventKinds(): Readonly<Record<string, string>> {
  return {
    "": l10n.t("All kinds"),
    "version.registered": l10n.t("Registrations"),
    "version.transitioned": l10n.t("Changes of stage"),
    "stage.rolled-back": l10n.t("Rollbacks"),
    "approval.": l10n.t("Approvals"),
    "alias.": l10n.t("Aliases"),
    "tag.": l10n.t("Tags"),
    "annotations.": l10n.t("Annotations"),
    "hook.": l10n.t("Failed hooks"),
    "version.deleted": l10n.t("Deletions"),
    "version.reproduced": l10n.t("Reproductions"),
    "model.": l10n.t("Models"),
    "run.": l10n.t("Runs"),
    "experiment.": l10n.t("Experiments"),
    "observations.": l10n.t("Observations"),
    "abtest.": l10n.t("A/B tests"),
    "monitoring.": l10n.t("Monitoring"),
    "ledger.": l10n.t("Ledger"),
  };
}

const Day = z.string().regex(/^(\d{4}-\d\d-\d\d)?$/);

/** Events shown at first, and by how many more each time. */
export const step = 1000;

/**
 * State of the audit page: the contents of its fields, order and number of events, and the
 * selection.
 */
export const AuditPageState = z.object({
  text: z.string().default(""),
  model: z.string().default(""),
  number: z.string().default(""),
  actor: z.string().default(""),
  kind: z.string().default(""),
  /** Days on the person's calendar, both inclusive. */
  from: Day.default(""),
  to: Day.default(""),
  sorting: z
    .object({ column: z.enum(auditColumns), descending: z.boolean() })
    .default({ column: "time", descending: true }),
  limit: z.int().min(1).default(step),
  /** The event whose details are shown. */
  selected: EventId.optional(),
  /** The day and the stage that are asked about; empty: today, whenever that is. */
  day: Day.default(""),
  /** Empty for Production, whatever the policy calls it. */
  stage: z.string().default(""),
});
export type AuditPageState = z.infer<typeof AuditPageState>;

/** Returns the stage that is asked about: Production, until another is chosen. */
export function chosenStage({ stage }: AuditPageState): string {
  return stage === "" ? (productionName() ?? "") : stage;
}

/** Changes the page's state and shows it again; `undefined` removes. */
export type ChangeState = (change: {
  readonly [Key in keyof AuditPageState]?: AuditPageState[Key] | undefined;
}) => void;

/** The fields that filter. */
export const filterFields = ["text", "model", "number", "actor", "kind", "from", "to"] as const;

/** Returns the query that the fields make up; an incomplete field (half a number) is ignored. */
export function auditQuery(state: AuditPageState): AuditQuery {
  return { filter: auditFilter(state), order: state.sorting, limit: state.limit };
}

export function auditFilter(state: AuditPageState): AuditFilter {
  const { text, actor, kind } = state;
  const model = ModelName.safeParse(state.model).data;
  const number = VersionNumber.safeParse(Number(state.number)).data;
  return {
    ...(text.trim() !== "" && { text: text.slice(0, 500) }),
    ...(model !== undefined && { model }),
    ...(model !== undefined && number !== undefined && { number }),
    ...(actor.trim() !== "" && { actor: actor.trim().slice(0, 500) }),
    ...(kind !== "" && { kind }),
    ...(state.from !== "" && { since: startOfDay(state.from, 0) }),
    ...(state.to !== "" && { until: startOfDay(state.to, 1) }),
  };
}

/** The day that is asked about. */
export function dayInQuestion({ day }: Pick<AuditPageState, "day">, now = new Date()): string {
  if (day !== "") return day;
  const digits = (value: number, width = 2): string => String(value).padStart(width, "0");
  return `${digits(now.getFullYear(), 4)}-${digits(now.getMonth() + 1)}-${digits(now.getDate())}`;
}

/** The last moment (ms precision) of a day on the person's calendar. */
export function endOfDay(day: string): Timestamp {
  return timestamp(Date.parse(startOfDay(day, 1)) - 1);
}

/** The first moment of the day that is so many days after `day`. */
function startOfDay(day: string, later: number): Timestamp {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return timestamp(new Date(year, month - 1, date + later).getTime());
}

function timestamp(time: number): Timestamp {
  return Timestamp.parse(new Date(time).toISOString());
}
