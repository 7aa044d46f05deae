import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { datasetPlace } from "../../src/core/model/data/dataset.ts";
import { factTexts, type FactSection } from "../../src/core/reports/comparison-export.ts";
import type { FactRow } from "../../src/core/reports/comparison.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { iconButton } from "../ui/button.ts";
import { commitLink, fileLink } from "../ui/links.ts";
import type { Arrangement, ComparedVersion } from "./arrange.ts";
import { compatibilityText, factTitle } from "./fact-title.ts";
import { once, type Field } from "./field.ts";
import type { GridCell } from "./grid-parts.ts";
import { host } from "./host.ts";

/** Returns a fact: a parameter, a dataset, a package, a tag. */
export function factField(section: FactSection, row: FactRow, { versions }: Arrangement): Field {
  const { key, cells } = row;
  const [base] = cells;
  const isCompatibility = section === "signature" && key === "compatibility";
  const texts = isCompatibility
    ? cells.map((value) => value && compatibilityText(value))
    : factTexts(section, row);
  const title = factTitle(section, key);
  const cell = once((index: number): GridCell => {
    const value = cells[index];
    const version = versions[index];
    const differs = value !== base;
    const shown =
      value === undefined || !version
        ? html`<span class="absent">–</span>`
        : factCell({
            section,
            key,
            value,
            text: texts[index] ?? value,
            version,
            base: versions[0],
          });
    return {
      classes: differs ? "fact differs" : "fact",
      ...(value !== undefined && { text: value }),
      content: html`${differs ? differsSign() : ""}${shown}`,
    };
  });
  return {
    key: `${section} ${key}`,
    head: html`<div class="row-header">
      ${isFile(section, key, versions) ? fileLink(key) : html`<span class="row-name" title=${title}>${title}</span>`}
    </div>`,
    cell,
  };
}

function differsSign(): TemplateResult {
  return html`<span
    class="differs-sign"
    title=${l10n.t("Differs from the baseline")}
    role="img"
    aria-label=${l10n.t("differs")}
    >≠</span
  >`;
}

/** Data that is elsewhere can't be opened. */
function isFile(section: FactSection, key: string, versions: readonly ComparedVersion[]): boolean {
  return (
    section === "datasets" &&
    versions.some(({ recipe }) => recipe.datasets.some(({ path }) => path === key))
  );
}

interface FactValue {
  readonly section: FactSection;
  readonly key: string;
  readonly value: string;
  readonly text: string;
  readonly version: ComparedVersion;
  readonly base: ComparedVersion | undefined;
}

function factCell({ section, key, value, text, version, base }: FactValue): TemplateResult {
  const { git, datasets } = version.recipe;
  if (section === "code" && key === "commit" && git) {
    return html`${commitLink(git.commit)}${changesButton(base, version)}`;
  }
  if (section === "datasets" || (section === "files" && key === "digest")) {
    const dataset = datasets.find((each) => section === "datasets" && datasetPlace(each) === key);
    return html`<code title=${value === text ? value : `SHA-256 ${value}`}>${text}</code>${
        dataset?.size === undefined
          ? ""
          : html`<span class="muted"> ${formatBytes(dataset.size)}</span>`
      }`;
  }
  if (section === "gates") {
    const tone = value.startsWith("passes") ? "tone-green" : "tone-red";
    const sign = value.startsWith("passes") ? "✓" : "✕";
    return html`<span class="fact-text" title=${value}
      ><span class=${tone} aria-hidden="true">${sign}</span> ${text}</span
    >`;
  }
  // What a signature is to its callers is worded; other texts are values, which may be shortened.
  const title = section === "signature" ? text : value;
  return html`<span class="fact-text" title=${title}>${text}</span>`;
}

/** Shows the files that changed between the commits of two versions. */
function changesButton(
  base: ComparedVersion | undefined,
  version: ComparedVersion,
): TemplateResult | string {
  const [from, to] = [base?.recipe.git?.commit, version.recipe.git?.commit];
  if (!base || from === undefined || to === undefined || from === to) return "";
  return iconButton(
    "git-compare",
    l10n.t("Show changes and commits from {0} to {1}", from.slice(0, 7), to.slice(0, 7)),
    () => {
      host.send({ type: "show-changes", base: base.id, version: version.id });
    },
  );
}
