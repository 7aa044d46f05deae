import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { ModelName } from "../../src/core/model/ids.ts";
import { VersionLabel } from "../../src/core/model/version-label.ts";
import type { ImportRow, ImportSnapshot, RunImport } from "./protocol.ts";

/** A row at its place, as far as the person decided otherwise than was proposed. */
const PlannedRow = z.object({
  path: z.string(),
  /** The person's word on whether it is imported. */
  isIncluded: z.boolean().optional(),
  /** The person's label, as it was typed; an empty one stands for none. */
  label: z.string().optional(),
});
type PlannedRow = z.infer<typeof PlannedRow>;

const PlannedModel = z.object({
  /** As it was proposed, or as it was typed; need not be a name yet. */
  model: z.string(),
  /** The name is the person's. */
  isNamed: z.boolean().optional(),
  /** The oldest first. */
  rows: z.array(PlannedRow).readonly(),
  /** The one in use. */
  current: z.string().optional(),
});
export type PlannedModel = z.infer<typeof PlannedModel>;

/** Assignment of versions to models, in the order in which they are registered. */
export const Plan = z.array(PlannedModel).readonly();
export type Plan = z.infer<typeof Plan>;

type Found = ImportSnapshot["models"];

/**
 * The plan for what was found: what a person decided stays, what is new comes to the place that is
 * proposed for it, what is gone goes.
 */
export function adopt(plan: Plan, found: Found): Plan {
  const there = new Set(found.flatMap(({ versions }) => versions.map(({ path }) => path)));
  let models = plan.flatMap(({ current, ...model }) => {
    const rows = model.rows.filter(({ path }) => there.has(path));
    const kept = current !== undefined && there.has(current) ? { current } : {};
    return rows.length > 0 ? [{ ...model, rows, ...kept }] : [];
  });
  for (const { model, versions } of found) {
    const placed = new Set(models.flatMap(({ rows }) => rows.map(({ path }) => path)));
    if (versions.every(({ path }) => placed.has(path))) continue;
    const isHome = ({ rows }: PlannedModel): boolean =>
      rows.some(({ path }) => versions.some((version) => version.path === path));
    const home = models.find(isHome) ?? models.find((each) => each.model === model);
    if (!home) {
      const current = versions.find(({ isCurrent }) => isCurrent)?.path;
      const rows = versions.map(({ path }) => ({ path }));
      models = [...models, { model, rows, ...(current !== undefined && { current }) }];
      continue;
    }
    const rows = [...home.rows];
    for (const [index, { path }] of versions.entries()) {
      if (placed.has(path)) continue;
      const before = versions[index - 1]?.path;
      const place = rows.findIndex((row) => row.path === before) + 1;
      rows.splice(place, 0, { path });
    }
    models = models.map((each) => (each === home ? { ...home, rows } : each));
  }
  return withProposedNames(models, found);
}

/**
 * Updates the names that the user didn't type to those proposed now: other models may exist by now.
 */
function withProposedNames(plan: Plan, found: Found): Plan {
  const proposed = (planned: PlannedModel): string => {
    if (planned.isNamed === true) return planned.model;
    const [first] = planned.rows;
    const home = found.find(({ versions }) => versions.some(({ path }) => path === first?.path));
    return home?.model ?? planned.model;
  };
  const names = plan.map(proposed);
  const isUnique = names.every((name, index) => names.indexOf(name) === index);
  return isUnique
    ? plan.map((each, index) => ({ ...each, model: names[index] ?? each.model }))
    : plan;
}

/** Moves a row one place up (towards the oldest) or down; at the end it stays. */
export function move(plan: Plan, path: string, by: -1 | 1): Plan {
  return changeModelOf(plan, path, (model) => {
    const from = model.rows.findIndex((row) => row.path === path);
    const to = from + by;
    const [row, other] = [model.rows[from], model.rows[to]];
    if (!row || !other) return model;
    return { ...model, rows: model.rows.with(to, row).with(from, other) };
  });
}

/** Leaves a row out, or takes it in again. */
export function include(plan: Plan, path: string, isIncluded: boolean): Plan {
  return changeRow(plan, path, (row) => ({ ...row, isIncluded }));
}

/** Labels a row otherwise; with an empty text not at all. */
export function relabel(plan: Plan, path: string, label: string): Plan {
  return changeRow(plan, path, (row) => ({ ...row, label: label.trim().normalize("NFC") }));
}

/** Marks a row as the one in use, or unmarks it if it was. */
export function toggleCurrent(plan: Plan, path: string): Plan {
  return changeModelOf(plan, path, ({ current, ...model }) =>
    current === path ? model : { ...model, current: path },
  );
}

/** Gives a model another name. One that another model has makes them one, its versions last. */
export function rename(plan: Plan, index: number, name: string): Plan {
  const renamed = plan[index];
  const text = name.trim().normalize("NFC");
  if (!renamed) return plan;
  const other = plan.findIndex(({ model }, place) => place !== index && model === text);
  const target = plan[other];
  if (!target || text === "") return plan.with(index, { ...renamed, model: text, isNamed: true });
  return plan
    .with(other, {
      ...renamed,
      ...target,
      isNamed: true,
      rows: [...target.rows, ...renamed.rows],
    })
    .toSpliced(index, 1);
}

function changeRow(plan: Plan, path: string, change: (row: PlannedRow) => PlannedRow): Plan {
  return changeModelOf(plan, path, (model) => ({
    ...model,
    rows: model.rows.map((row) => (row.path === path ? change(row) : row)),
  }));
}

function changeModelOf(
  plan: Plan,
  path: string,
  change: (model: PlannedModel) => PlannedModel,
): Plan {
  return plan.map((model) => (model.rows.some((row) => row.path === path) ? change(model) : model));
}

/** Maps paths to rows. */
export function rowsByPath(found: Found): ReadonlyMap<string, ImportRow> {
  return new Map(
    found.flatMap(({ versions }) => versions.map((version) => [version.path, version])),
  );
}

/** Returns the paths of all rows to register. */
export function includedPaths(plan: Plan, rows: ReadonlyMap<string, ImportRow>): Set<string> {
  const wanted = new Set(
    plan.flatMap((model) =>
      model.rows.flatMap(({ path, isIncluded }) => {
        const row = rows.get(path);
        if (!row || row.problem !== undefined || row.registeredAs) return [];
        return (isIncluded ?? row.isIncluded) ? [path] : [];
      }),
    ),
  );
  // Of the same bytes, one is registered.
  for (const path of wanted) {
    const twin = rows.get(path)?.sameAs;
    if (twin !== undefined && wanted.has(twin)) wanted.delete(path);
  }
  return wanted;
}

/** Returns the label that a row is registered with; if empty, the policy decides on the label. */
export function labelOf(planned: PlannedRow | undefined, row: ImportRow | undefined): string {
  return planned?.label ?? row?.label ?? "";
}

/** Returns the reason why a text can't be a label. */
export function labelProblem(label: string): string | undefined {
  return label === "" || VersionLabel.safeParse(label).success
    ? undefined
    : l10n.t("“{0}” can’t be a label: use letters, digits and . _ + / -.", label);
}

/** Describes the first problem with the labels of one model's chosen versions. */
function labelsProblem(
  model: string,
  chosen: readonly PlannedRow[],
  rows: ReadonlyMap<string, ImportRow>,
): string | undefined {
  const seen = new Set<string>();
  for (const planned of chosen) {
    const label = labelOf(planned, rows.get(planned.path));
    const problem = labelProblem(label);
    if (problem !== undefined) return problem;
    if (label !== "" && seen.has(label)) {
      return l10n.t("Two versions of {0} are labelled {1}.", model, label);
    }
    seen.add(label);
  }
  return undefined;
}

/** Returns the request that the plan makes up, or the problem that has to be corrected first. */
export function requestOf(
  plan: Plan,
  rows: ReadonlyMap<string, ImportRow>,
): RunImport | { readonly problem: string } {
  const included = includedPaths(plan, rows);
  if (included.size === 0)
    return { problem: l10n.t("Nothing is chosen: check at least one version.") };
  const models: RunImport["models"] = [];
  for (const { model, rows: planned, current } of plan) {
    const chosen = planned.filter(({ path }) => included.has(path));
    if (chosen.length === 0) continue;
    const name = ModelName.safeParse(model);
    if (!name.success) {
      return {
        problem:
          model === ""
            ? l10n.t("A model has no name.")
            : l10n.t("“{0}” can’t be a model name.", model),
      };
    }
    const problem = labelsProblem(name.data, chosen, rows);
    if (problem !== undefined) return { problem };
    const labels = chosen.flatMap(({ path, label }) =>
      label === undefined ? [] : [{ path, label }],
    );
    // What is registered already is among them: the report names its version.
    const paths = planned
      .map(({ path }) => path)
      .filter((path) => included.has(path) || rows.get(path)?.registeredAs !== undefined);
    const isAsked = current !== undefined && included.has(current);
    models.push({
      model: name.data,
      paths,
      ...(isAsked && { current }),
      ...(labels.length > 0 && { labels }),
    });
  }
  return { type: "run-import", models };
}
