import * as l10n from "@vscode/l10n";
import type { VersionRegistered } from "../events/event.ts";
import { Alias } from "../model/markings.ts";
import { findStage, type Policy } from "../model/policy.ts";
import type { GitState } from "../model/recipe.ts";
import { VersionLabel } from "../model/version-label.ts";
import type { Refusal } from "../refusals/refusal.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle } from "../state/version.ts";
import { shortCommit } from "../text/format.ts";
import { invisibleCharacter, withoutInvisible } from "../text/invisible-characters.ts";
import { parseSemVer, withoutV, type Bump } from "../text/semver.ts";
import { semanticLabels, type SemanticLabels, type Upcoming } from "./semantic-label.ts";

/** Label options of a registration; if empty, the policy's versioning strategy decides. */
export interface LabelWish {
  /** The label to use, unchanged. */
  readonly label?: string;
  /** Part of a semantic version number to increment. */
  readonly bump?: Bump;
}

/** A label, and the reason for it where it is worth recording. */
export type Labelling = Pick<VersionRegistered["data"], "label" | "labelReason">;

type Registered = Pick<VersionRegistered["data"], "model" | "artifacts" | "recipe" | "inspection">;

/**
 * Returns the label of a version that is about to be registered, by the policy's strategy. It is
 * unique in its model, and no reference could mean anything else by it.
 *
 * @param now milliseconds since the epoch
 */
export function nextLabel(
  state: RegistryState,
  policy: Policy,
  registration: Registered,
  wish: LabelWish,
  now: number,
): Labelling | { readonly refusal: Refusal } {
  const isFree = (label: string): boolean =>
    obstacle(state, policy, registration, label) === undefined;
  if (wish.label !== undefined) return wishedLabel(state, policy, registration, wish.label);
  if (wish.bump !== undefined && policy.versioning !== "semver") {
    const { versioning } = policy;
    return { refusal: { code: "invalid-request", reason: "bump-without-semver", versioning } };
  }
  switch (policy.versioning) {
    case "integer":
      return {};
    case "semver":
      return semanticLabel(state, registration, wish.bump, isFree);
    case "timestamp":
      return { label: timestampLabel(now, isFree) };
    case "git": {
      const label = gitLabel(registration.recipe.git, isFree);
      return label ? { label } : {};
    }
  }
}

/** Returns the semantic version numbers to choose from, before registering. */
export function labelChoices(
  state: RegistryState,
  policy: Policy,
  upcoming: Upcoming,
): SemanticLabels {
  return semanticLabels(
    state,
    upcoming,
    (label) => obstacle(state, policy, upcoming, label) === undefined,
  );
}

function wishedLabel(
  state: RegistryState,
  policy: Policy,
  registration: Registered,
  written: string,
): Labelling | { readonly refusal: Refusal } {
  const composed = written.normalize("NFC");
  const label = policy.versioning === "semver" ? withoutV(composed) : composed;
  const problem = obstacle(state, policy, registration, label);
  if (problem !== undefined) {
    const { model } = registration;
    return { refusal: { code: "invalid-request", reason: "label-invalid", model, label, problem } };
  }
  if (policy.versioning === "semver" && !parseSemVer(label)) {
    return { refusal: { code: "invalid-request", reason: "label-not-semver", label } };
  }
  return { label: VersionLabel.parse(label) };
}

/**
 * Returns the reason why a text can't be the label of a version of this model; `undefined` if it
 * can.
 */
function obstacle(
  state: RegistryState,
  policy: Policy,
  { model }: Pick<Registered, "model">,
  label: string,
): string | undefined {
  const parsed = VersionLabel.safeParse(label);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? l10n.t("it is not a label");
  const invisible = invisibleCharacter(label);
  if (invisible !== undefined) return l10n.t("it has an invisible character ({0})", invisible);
  if (/^(latest|v?[0-9]+)$/i.test(label)) {
    return l10n.t("it would be taken for a number or the latest");
  }
  const stage = findStage(policy, label);
  if (stage) return l10n.t("{0} is a stage", stage);
  const taken = state.versionLabelled(model, label) ?? state.deletedCalled(model, label);
  if (taken) return l10n.t("it is that of {0}, and a label never moves", versionTitle(taken));
  const alias = Alias.safeParse(label);
  return alias.success && state.aliased(model, alias.data) ? l10n.t("it is an alias") : undefined;
}

function semanticLabel(
  state: RegistryState,
  registration: Registered,
  wished: Bump | undefined,
  isFree: (label: string) => boolean,
): Labelling {
  const next = semanticLabels(state, registration, isFree);
  if (next.kind === "first") return { label: next.label, labelReason: l10n.t("the first version") };
  const { since, suggestion, labels } = next;
  const bump = wished ?? suggestion.bump;
  const reason = wished === undefined ? suggestion.reason : l10n.t("as was asked");
  return {
    label: labels[bump],
    labelReason: l10n.t("{0}, since {1}: {2}", bump, since, reason).slice(0, 500),
  };
}

/**
 * Returns a label such as `20261121T093000Z` (ISO 8601, basic); with milliseconds if that is taken.
 */
function timestampLabel(now: number, isFree: (label: string) => boolean): VersionLabel {
  const seconds = basicTime(now).replace(/\.\d+Z$/, "Z");
  if (isFree(seconds)) return VersionLabel.parse(seconds);
  let time = now;
  while (!isFree(basicTime(time))) time += 1;
  return VersionLabel.parse(basicTime(time));
}

function basicTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:]/g, "");
}

/**
 * Returns the tag at the commit, else branch and commit, marked if there were uncommitted changes
 * or if that is not known.
 */
function gitLabel(
  git: GitState | undefined,
  isFree: (label: string) => boolean,
): VersionLabel | undefined {
  if (!git) return undefined;
  const beside = { clean: "", changed: "-dirty", unknown: "-unknown" }[git.state];
  const place = `${git.branch ?? "detached"}-${shortCommit(git.commit)}${beside}`;
  const names = [...(git.tag === undefined ? [] : [`${git.tag}${beside}`]), place].map(asLabel);
  const free = names.find((name) => isFree(name));
  if (free !== undefined) return VersionLabel.parse(free);
  const base = names.at(-1) ?? place;
  let again = 2;
  while (!isFree(`${base}.${again}`)) again += 1;
  return VersionLabel.parse(`${base}.${again}`);
}

/** Turns a name of git into a label: git allows other characters, and longer names. */
function asLabel(name: string): string {
  const allowed = withoutInvisible(name)
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._+/-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "");
  return Array.from(allowed).slice(0, 120).join("");
}
