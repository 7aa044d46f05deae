import { html, nothing, type TemplateResult } from "lit";
import { featureSetText } from "../../src/core/model/dataset.ts";
import { environmentFacts } from "../../src/core/model/environment-text.ts";
import {
  requiredPackages,
  type Environment,
  type Packages,
} from "../../src/core/model/environment.ts";
import { lackingFacts, type Parameters, type Recipe } from "../../src/core/model/recipe.ts";
import { parameterText } from "../../src/core/reports/comparison-facts.ts";
import { otherFacts, runFacts } from "../../src/core/reports/metadata-text.ts";
import { count } from "../../src/core/text/format.ts";
import { icon } from "../ui/icon.ts";
import { fileLink } from "../ui/links.ts";
import { emptyNote, factList, fold, section } from "../ui/section.ts";
import { codeFacts } from "./code.ts";
import { datasetTable } from "./datasets.ts";
import type { VersionSnapshot } from "./protocol.ts";
import type { ChangeState, VersionPageState } from "./state.ts";

/** More than this many packages are folded: few are read, many are looked up. */
const manyPackages = 12;

/** Renders the recipe of the version: data, code, parameters and environment. */
export function recipeSection(
  { version, recipe }: VersionSnapshot,
  state: VersionPageState,
  change: ChangeState,
): TemplateResult {
  return section(
    "Recipe",
    html`${missingFacts(recipe)} ${part("Data", datasetTable(recipe.datasets, state, change))}
    ${part("Code", codeFacts(recipe.git, version.id))}
    ${part("Parameters", parameters(recipe.parameters), recipe.sources.parameters)}
    ${part("Environment", environment(recipe.environment))}
    ${optionalPart("Features", featureFacts(recipe))} ${optionalPart("Run", runFacts(recipe))}
    ${optionalPart("Other metadata", otherFacts(recipe))}`,
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

function featureFacts({ featureSets = [] }: Recipe): readonly (readonly [string, string])[] {
  return featureSets.map((features) => [features.name, featureSetText(features)]);
}

function readFrom(sources: readonly string[]): TemplateResult {
  return html`<p class="muted">
    Read from ${sources.map((path, index) => html`${index > 0 ? ", " : ""}${fileLink(path)}`)}
  </p>`;
}

function missingFacts({ missing }: Recipe): TemplateResult | typeof nothing {
  // Contradictions and doubts are about what is recorded.
  const lacking = lackingFacts(missing).filter(({ kind }) => kind === undefined);
  if (lacking.length === 0) return nothing;
  return html`<div class="notice">
    ${icon("warning")}
    <div>
      <p>This version can’t be reproduced from its record alone. Not recorded:</p>
      <ul class="bullets">
        ${lacking.map(({ about, reason }) => html`<li><strong>${about}</strong>: ${reason}</li>`)}
      </ul>
    </div>
  </div>`;
}

function parameters(values: Parameters): TemplateResult {
  const entries = Object.entries(values);
  if (entries.length === 0) return emptyNote("No parameters recorded.");
  return facts(entries.map(([key, value]) => [key, parameterText(value)]));
}

function environment(recorded: Environment | undefined): TemplateResult {
  if (!recorded) return emptyNote("No environment recorded.");
  const { source, packages, python, installed } = recorded;
  const surroundings = environmentFacts(recorded);
  const isOfFile = requiredPackages(recorded) !== undefined;
  return html`${surroundings.length > 0 ? factList(surroundings) : nothing}
  ${isOfFile ? packageList(packages, html`as pinned in ${fileLink(source)}`) : nothing}
  ${python && !isOfFile ? packageList(packages, html`installed`) : nothing}
  ${installed ? packageList(installed, html`installed`) : nothing}`;
}

function packageList(packages: Packages, what: TemplateResult): TemplateResult {
  const entries = Object.entries(packages);
  const list = facts(entries);
  const summary = count(entries.length, "package");
  return html`<p>${summary} ${what}</p>
    ${entries.length > manyPackages ? fold(`Show ${summary}`, list) : list}`;
}

function facts(entries: readonly (readonly [name: string, value: string])[]): TemplateResult {
  return factList(
    entries.toSorted(([a], [b]) => a.localeCompare(b, undefined, { numeric: true })),
    "facts-columns",
  );
}
