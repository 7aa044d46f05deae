import { entryAdvice } from "../lifecycle/entry-advice.ts";
import { ModelName, Stage, VersionNumber } from "../model/ids.ts";
import { Alias } from "../model/markings.ts";
import { findStage, type Policy } from "../model/policy.ts";
import { RegistryError } from "../refusals/refusal.ts";
import { deletedRefusal } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";
import { parseSemVer, withoutV } from "../text/semver.ts";

/**
 * Finds the version of a reference: `name@5` (also `name@v5`), `name@latest`, `name@Production`
 * (any stage, the version that entered it last), `name@champion` (an alias) or `name@1.4.0` (a
 * label). A bare `name` means its latest.
 *
 * @throws RegistryError `invalid-request`, `unknown-model`, `unknown-version` or
 *   `version-deleted`
 */
export function resolveReference(state: RegistryState, policy: Policy, text: string): Version {
  const at = text.lastIndexOf("@");
  const [name, reference] =
    at < 0 ? [text, "latest"] : [text.slice(0, at), text.slice(at + 1).normalize("NFC")];
  const parsed = ModelName.safeParse(name);
  if (!parsed.success) {
    throw new RegistryError({ code: "invalid-request", reason: "no-reference", text });
  }
  const model = state.model(parsed.data);
  if (!model) {
    throw new RegistryError({ code: "unknown-model", reason: "unknown-model", model: name });
  }
  const number = /^v?([1-9][0-9]{0,8})$/.exec(reference)?.[1];
  if (number !== undefined) {
    const wanted = VersionNumber.parse(Number(number));
    const found = state.versionNumbered(model.name, wanted);
    if (found) return found;
    refuseDeleted(state, model.name, wanted);
    const latest = state.latestVersion(model.name);
    throw new RegistryError({
      code: "unknown-version",
      reason: "number-unknown",
      model: model.name,
      number,
      ...(latest && { latest: latest.number }),
    });
  }
  if (reference.toLowerCase() === "latest") {
    const latest = state.latestVersion(model.name);
    if (latest) return latest;
    throw new RegistryError({ code: "unknown-version", reason: "no-versions", model: model.name });
  }
  const stage = findStage(policy, reference);
  const found = stage
    ? state.latestHolder(model.name, stage)
    : namedVersion(state, model.name, reference);
  if (found) return found;
  if (!stage) {
    refuseDeleted(state, model.name, reference);
    throw new RegistryError({
      code: "unknown-version",
      reason: "name-unknown",
      model: model.name,
      name: reference,
      stages: policy.stages.map((rule) => rule.name),
    });
  }
  throw new RegistryError({
    code: "unknown-version",
    reason: "stage-empty",
    model: model.name,
    stage,
    advice: entryAdvice(state, policy, model.name, stage),
  });
}

/**
 * Finds a version by a former stage (spelt exactly), by alias or by label. Stages come first here
 * too: a person who may set aliases must not change what a stage's name means.
 */
function namedVersion(state: RegistryState, model: ModelName, name: string): Version | undefined {
  const [alias, stage] = [Alias.safeParse(name), Stage.safeParse(name)];
  return (
    (stage.success ? state.latestHolder(model, stage.data) : undefined) ??
    (alias.success ? state.aliased(model, alias.data) : undefined) ??
    spellings(name)
      .map((label) => state.versionLabelled(model, label))
      .find(Boolean)
  );
}

/** Returns a label as it is written, then with or without the `v` before a version number. */
function spellings(label: string): readonly string[] {
  const number = withoutV(label);
  const other = number === label ? `v${label}` : number;
  return parseSemVer(number) ? [label, other] : [label];
}

/** @throws RegistryError `version-deleted` if it was the name of a version that is no more */
function refuseDeleted(state: RegistryState, model: ModelName, name: VersionNumber | string): void {
  const names = typeof name === "string" ? spellings(name) : [name];
  const deleted = names.map((each) => state.deletedCalled(model, each)).find(Boolean);
  if (deleted) throw new RegistryError(deletedRefusal(deleted));
}
