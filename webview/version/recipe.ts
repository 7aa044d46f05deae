import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { parameterText, shortParameter } from "../../src/core/metrics/parameter-format.ts";
import { featureSetText } from "../../src/core/model/data/dataset.ts";
import { environmentFacts } from "../../src/core/model/recipe/environment-text.ts";
import {
  requiredPackages,
  type Environment,
  type Packages,
} from "../../src/core/model/recipe/environment.ts";
import {
  lackingFacts,
  type Parameters,
  type ParameterValue,
  type Recipe,
} from "../../src/core/model/recipe.ts";
import { otherFacts, runFacts } from "../../src/core/reports/metadata-text.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "../ui/icon.ts";
import { fileLink, link } from "../ui/links.ts";
import { richText } from "../ui/rich-text.ts";
import { emptyNote, factList, fold, section } from "../ui/section.ts";
import { codeFacts } from "./code.ts";
import { datasetTable } from "./datasets.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";
import type { ChangeState, VersionPageState } from "./state.ts";

/** More than this many packages are folded: few are read, many are looked up. */
const manyPackages = 12;

/** Renders the recipe of the version: data, code, parameters and environment. */
export function recipeSection(
  { version, recipe, run }: VersionSnapshot,
  state: VersionPageState,
  change: ChangeState,
): TemplateResult {
  return section(
    l10n.t("Recipe"),
    html`${missingFacts(recipe)}
    ${part(l10n.t("Data"), datasetTable(recipe.datasets, state, change))}
    ${part(l10n.t("Code"), codeFacts(recipe.git, version.id))}
    ${part(l10n.t("Parameters"), parameters(recipe.parameters), recipe.sources.parameters)}
    ${part(l10n.t("Environment"), environment(recipe.environment))}
    ${optionalPart(l10n.t("Features"), featureFacts(recipe))} ${runPart(recipe, run)}
    ${optionalPart(l10n.t("Other metadata"), otherFacts(recipe))}`,
  );
}

function part(
  title: string,
  content: TemplateResult,
  sources: readonly string[] = [],
): TemplateResult {
  return html`<div class="part">
    <div class="section-head">
      <h3>${title}</h3>
      ${sources.length > 0 ? readFrom(sources) : nothing}
    </div>
    ${content}
  </div>`;
}

/** A part that is there only if something was recorded. */
function optionalPart(
  title: string,
  entries: readonly (readonly [name: string, value: string])[],
): TemplateResult | typeof nothing {
  return entries.length === 0 ? nothing : part(title, facts(entries));
}

/** The run that made it, which leads to its page if it is one of this registry. */
function runPart(recipe: Recipe, run: VersionSnapshot["run"]): TemplateResult | typeof nothing {
  if (run === undefined) return optionalPart(l10n.t("Run"), runFacts(recipe));
  const [first, ...others] = runFacts(recipe);
  if (!first) return nothing;
  const [name, title] = first;
  const shown = link(title, l10n.t("Show the run {0}", title), () => {
    host.send({ type: "show-run", run });
  });
  return part(l10n.t("Run"), factList([[name, shown], ...others], "facts-columns"));
}

function featureFacts({ featureSets = [] }: Recipe): readonly (readonly [string, string])[] {
  return featureSets.map((features) => [features.name, featureSetText(features)]);
}

function readFrom(sources: readonly string[]): TemplateResult {
  return html`<p class="muted">
    ${richText(
      l10n.t("Read from {0}"),
      sources.map((path, index) => html`${index > 0 ? ", " : ""}${fileLink(path)}`),
    )}
  </p>`;
}

function missingFacts({ missing }: Recipe): TemplateResult | typeof nothing {
  // Contradictions and doubts are about what is recorded.
  const lacking = lackingFacts(missing).filter(({ kind }) => kind === undefined);
  if (lacking.length === 0) return nothing;
  return html`<div class="notice">
    ${icon("warning")}
    <div>
      <p>${l10n.t("This version can’t be reproduced from its record alone. Not recorded:")}</p>
      <ul class="bullets">
        ${lacking.map(({ about, reason }) => html`<li><strong>${about}</strong>: ${reason}</li>`)}
      </ul>
    </div>
  </div>`;
}

function parameters(values: Parameters): TemplateResult {
  const entries = Object.entries(values);
  if (entries.length === 0) return emptyNote(l10n.t("No parameters recorded."));
  return facts(entries.map(([key, value]) => [key, parameter(value)]));
}

/** A number that was shortened is there in full when it is pointed at. */
function parameter(value: ParameterValue): TemplateResult | string {
  const [short, full] = [shortParameter(value), parameterText(value)];
  return short === full ? full : html`<span title=${full}>${short}</span>`;
}

function environment(recorded: Environment | undefined): TemplateResult {
  if (!recorded) return emptyNote(l10n.t("No environment recorded."));
  const { source, packages, python, installed } = recorded;
  const surroundings = environmentFacts(recorded);
  const isOfFile = requiredPackages(recorded) !== undefined;
  return html`${surroundings.length > 0 ? factList(surroundings) : nothing}
  ${isOfFile ? packageList(packages, source) : nothing}
  ${python && !isOfFile ? packageList(packages) : nothing}
  ${installed ? packageList(installed) : nothing}`;
}

/** @param source the file that pins the packages; absent for those installed */
function packageList(packages: Packages, source?: string): TemplateResult {
  const entries = Object.entries(packages);
  const list = facts(entries);
  const number = formatNumber(entries.length);
  return html`<p>
      ${source === undefined ? installedText(entries.length) : pinnedText(entries.length, source)}
    </p>
    ${entries.length > manyPackages ? fold(l10n.t("Show {0} packages", number), list) : list}`;
}

function installedText(n: number): string {
  return n === 1
    ? l10n.t("1 package installed")
    : l10n.t("{0} packages installed", formatNumber(n));
}

function pinnedText(n: number, source: string): readonly unknown[] {
  return n === 1
    ? richText(l10n.t("1 package as pinned in {0}"), fileLink(source))
    : richText(l10n.t("{0} packages as pinned in {1}"), formatNumber(n), fileLink(source));
}

function facts(entries: readonly (readonly [name: string, value: unknown])[]): TemplateResult {
  return factList(
    entries.toSorted(([a], [b]) => a.localeCompare(b, undefined, { numeric: true })),
    "facts-columns",
  );
}
