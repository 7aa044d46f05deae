import type { VersionRegistered } from "../events/event.ts";
import { isBetter, metricDirection } from "../metrics/metric-direction.ts";
import type { Timestamp, VersionNumber } from "../model/ids.ts";
import { compareSignatures, signatureOf } from "../model/inspection/signature.ts";
import type { Signature } from "../model/inspection.ts";
import type { Annotations } from "../model/markings.ts";
import type { Actor, Metrics } from "../model/recipe.ts";
import type { VersionLabel } from "../model/version-label.ts";
import type { DeletedVersion } from "../state/deleted-version.ts";
import type { Version } from "../state/version.ts";

/** Data of one version that a changelog needs. */
export interface ChangelogSource {
  readonly version: Version;
  readonly registration: Pick<VersionRegistered["data"], "labelReason" | "inspection" | "recipe">;
  readonly annotations: Annotations;
}

/** A metric that differs from the version before. */
export interface MetricChange {
  readonly key: string;
  /** Absent if the metric was not measured then. */
  readonly before?: number;
  /** Absent if the metric is no longer measured. */
  readonly value?: number;
  /** True if the change is for the better; absent if neither direction is better. */
  readonly better?: boolean;
}

/** Entry of a changelog for one version. */
export interface ChangelogEntry {
  readonly number: VersionNumber;
  readonly label?: VersionLabel;
  /** Time of registration; of a version that was imported, the time at which it was made. */
  readonly at: Timestamp;
  readonly stage: Version["stage"];
  readonly registeredBy: Actor;
  /** Reason for its label. */
  readonly labelReason?: string;
  readonly description?: string;
  readonly changelog?: string;
  readonly migrationNotes?: string;
  readonly knownIssues?: string;
  /** The version that it is compared with: the one before it. */
  readonly since?: VersionNumber;
  /** Sorted by key; empty for the first version. */
  readonly metrics: readonly MetricChange[];
  /** Changes for callers, one sentence each; absent if the files do not tell. */
  readonly signature?: { readonly breaking: boolean; readonly changes: readonly string[] };
}

/** Entry of a changelog for a version that was deleted. */
export interface DeletedEntry {
  readonly number: VersionNumber;
  readonly label?: VersionLabel;
  readonly deleted: { readonly at: Timestamp; readonly by: Actor; readonly reason: string };
}

/** Data of the version before, for comparison with the next one. */
export interface ChangelogBaseline {
  readonly number: VersionNumber;
  readonly metrics: Metrics;
  readonly signature?: Signature | undefined;
}

/** Returns the entry of a version, with the changes since the version before it. */
export function changelogEntry(
  { version, registration, annotations }: ChangelogSource,
  before: ChangelogBaseline | undefined,
): ChangelogEntry {
  const { number, label, stage, registeredAt, registeredBy, metrics } = version;
  const { labelReason, recipe } = registration;
  const { description, changelog } = annotations;
  const [migrationNotes, knownIssues] = [
    annotations["migration-notes"],
    annotations["known-issues"],
  ];
  const signature = signatureChange(before?.signature, signatureOf(registration));
  return {
    number,
    ...(label !== undefined && { label }),
    at: recipe.made?.at ?? registeredAt,
    stage,
    registeredBy,
    ...(labelReason !== undefined && { labelReason }),
    ...(description !== undefined && { description }),
    ...(changelog !== undefined && { changelog }),
    ...(migrationNotes !== undefined && { migrationNotes }),
    ...(knownIssues !== undefined && { knownIssues }),
    ...(before && { since: before.number }),
    metrics: before ? metricChanges(before.metrics, metrics) : [],
    ...(signature && { signature }),
  };
}

/** Returns the data of a version that the next version is compared with. */
export function changelogBaseline({ version, registration }: ChangelogSource): ChangelogBaseline {
  const { number, metrics } = version;
  return { number, metrics, signature: signatureOf(registration) };
}

export function deletedEntry(version: DeletedVersion): DeletedEntry {
  const { number, label, deletedAt: at, deletedBy: by, reason } = version;
  return { number, ...(label !== undefined && { label }), deleted: { at, by, reason } };
}

function signatureChange(
  before: Signature | undefined,
  after: Signature | undefined,
): ChangelogEntry["signature"] {
  if (!before || !after) return undefined;
  const change = compareSignatures(before, after);
  return change.changes.length > 0 ? change : undefined;
}

function metricChanges(old: Metrics, now: Metrics): readonly MetricChange[] {
  const [before, after] = [new Map(Object.entries(old)), new Map(Object.entries(now))];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === is) return [];
    const better =
      was === undefined || is === undefined ? undefined : isBetter(is - was, metricDirection(key));
    return {
      key,
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { value: is }),
      ...(better !== undefined && { better }),
    };
  });
}
