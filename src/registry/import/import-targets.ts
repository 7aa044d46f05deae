import { dirname, join, relative } from "node:path";
import type { ModelFamily } from "../../core/import/import-plan.ts";
import type { ImportTarget } from "../../core/import/import-target.ts";
import { ModelName, type Sha256 } from "../../core/model/ids.ts";
import type { Model } from "../../core/state/version.ts";
import { foldedName, suggestModelName } from "../../provenance/discovery/suggest-model-name.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Content } from "./find-duplicates.ts";

/** Versions that go to one model, and the reason. */
export interface TargetedFamily extends ModelFamily, ChosenModel {}

interface ChosenModel {
  readonly model: ModelName;
  readonly target: ImportTarget;
}

/** Versions that go to one model. */
interface UntargetedFamily extends ModelFamily {
  /** The model that the person named for them. */
  readonly wished: ModelName | undefined;
}

interface Places {
  /** The workspace folder. */
  readonly workspace: string;
  /** The folder that the titles of families are relative to. */
  readonly root: string;
}

/**
 * Chooses a model for each family: the one that was named, the one that has some of its files, else
 * a new one. A model that only has the same name is another model, unless it never had a version.
 */
export function importTargets(
  state: IndexQueries,
  families: readonly UntargetedFamily[],
  contents: ReadonlyMap<string, Content>,
  { workspace, root }: Places,
): readonly TargetedFamily[] {
  const models = modelsByName(state.models());
  const taken = new Set<string>();
  const choose = (family: UntargetedFamily): ChosenModel => {
    const { wished } = family;
    if (wished !== undefined) {
      const named = state.model(wished);
      if (!named) return { model: wished, target: { kind: "new" } };
      return { model: named.name, target: { kind: isEmpty(named) ? "empty" : "named" } };
    }
    const known = modelWithFiles(state, family, contents);
    if (known) return known;
    const path = relative(dirname(workspace), join(root, family.title));
    const name = suggestModelName(`${path}.model`, []) ?? ModelName.parse("model");
    const own = models.get(foldedName(name));
    if (own && isEmpty(own) && !taken.has(foldedName(own.name))) {
      taken.add(foldedName(own.name));
      return { model: own.name, target: { kind: "empty" } };
    }
    const model = freeName(name, (folded) => taken.has(folded) || models.has(folded));
    taken.add(foldedName(model));
    if (!own) return { model, target: { kind: "new" } };
    const isPresent = foldedName(own.name) === foldedName(name);
    const called = { name: isPresent ? own.name : name, model: own.name };
    return { model, target: { kind: "new", namesake: called } };
  };
  return families.map((family) => ({ ...family, ...choose(family) }));
}

/** Models by the names that lead to them, however those are spelled; a present name goes first. */
function modelsByName(models: readonly Model[]): ReadonlyMap<string, Model> {
  const former = models.flatMap((model) =>
    (model.formerNames ?? []).map((name) => [foldedName(name), model] as const),
  );
  return new Map([...former, ...models.map((model) => [foldedName(model.name), model] as const)]);
}

/** Finds the model that has most of a family's files; of several, the one with the newest of them. */
function modelWithFiles(
  state: IndexQueries,
  { versions }: ModelFamily,
  contents: ReadonlyMap<string, Content>,
): ChosenModel | undefined {
  const files = new Map<ModelName, number>();
  for (const { file } of versions) {
    const content = contents.get(file.path);
    if (!content || "problem" in content) continue;
    for (const model of modelsOf(state, content.digests, file.isFolder)) {
      const before = files.get(model) ?? 0;
      files.delete(model);
      files.set(model, before + 1);
    }
  }
  let most: { readonly model: ModelName; readonly files: number } | undefined;
  for (const [model, number] of files) {
    if (!most || number >= most.files) most = { model, files: number };
  }
  return most && { model: most.model, target: { kind: "registered", files: most.files } };
}

/** The models with a version of exactly these files, or else of this model file. */
function modelsOf(
  state: IndexQueries,
  digests: readonly Sha256[],
  isFolder: boolean,
): ReadonlySet<ModelName> {
  const [file] = digests;
  const exact = state.versionsWithContent(digests);
  const known = exact.length > 0 || isFolder || !file ? exact : state.bytes.versionsWith(file);
  return new Set(known.map(({ model }) => model));
}

function isEmpty({ latestNumber }: Model): boolean {
  return latestNumber === 0;
}

function freeName(name: ModelName, isTaken: (folded: string) => boolean): ModelName {
  let [number, free] = [1, name];
  while (isTaken(foldedName(free))) {
    number += 1;
    free = ModelName.parse(`${name}-${number}`);
  }
  return free;
}
