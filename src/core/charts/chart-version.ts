import * as l10n from "@vscode/l10n";
import type { Parameters, Metrics } from "../model/recipe.ts";
import type { StageRole } from "../policy/stage-roles.ts";
import { versionTitle, type Version } from "../state/version.ts";
import type { PointChart, StageMark } from "./chart.ts";

/** The parts of a version that charts are drawn from. */
export interface ChartVersion extends Pick<Version, "id" | "model" | "number" | "stage"> {
  readonly label?: Version["label"] | undefined;
  /** Name of what stands beside versions and is none: a run. */
  readonly title?: string | undefined;
  readonly metrics: Metrics;
  /** Keys of metrics that were NaN or infinite; absent where that is not known. */
  readonly notFinite?: ReadonlySet<string> | undefined;
  /** Absent where hyperparameters are not asked for. */
  readonly parameters?: Parameters;
}

/** Role of each stage by the policy, by the stage's name. */
export type StageRolesByName = Readonly<Record<string, StageRole>>;

/** Returns the stage of a version with what it means. */
export function stageMark({ stage }: ChartVersion, roles: StageRolesByName): StageMark {
  return { stage, role: (Object.hasOwn(roles, stage) ? roles[stage] : undefined) ?? "other" };
}

/** Returns names for versions: only the numbers where all are of one model. */
export function versionNames(versions: readonly ChartVersion[]): readonly string[] {
  const models = versions.flatMap(({ model, title }) => (title === undefined ? [model] : []));
  const isOneModel = new Set(models).size === 1;
  return versions.map(
    (version) => version.title ?? (isOneModel ? String(version.number) : versionTitle(version)),
  );
}

/** Returns what a version is called in legends and readings: `Version 5`, `fraud 5`. */
export function versionNamed(name: string): string {
  return /^\d+$/.test(name) ? l10n.t("Version {0}", name) : name;
}

/** Returns the value of a key that the record itself has; people choose keys. */
export function ownValue<T>(
  record: Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Returns the name of a series with what it is: `Version 5`, `Run nightly`. */
export function seriesTitle({ of }: Pick<PointChart, "of">, name: string): string {
  return of === "runs" ? l10n.t("Run {0}", name) : versionNamed(name);
}
