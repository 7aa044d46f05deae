import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { changeTexts, type VersionChange } from "../../../src/core/lineage/version-difference.ts";
import { link } from "../../ui/links.ts";
import { host } from "../host.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";
import type { ComparedVersions } from "./compared-versions.ts";
import { recipeSides } from "./recipe-sides.ts";

/** Difference of two versions: inputs of one of them only, and each value that differs. */
export function difference(
  index: LineageIndex,
  compared: ComparedVersions,
  nodeList: (ids: readonly string[]) => TemplateResult,
): TemplateResult {
  const { selected, other, changes } = compared;
  const { both, onlySelected, onlyOther } = recipeSides(index, selected.id, other.id);
  const part = (title: string, ids: readonly string[]): TemplateResult | typeof nothing =>
    ids.length === 0
      ? nothing
      : html`<h4>${title}</h4>
          ${nodeList(ids)}`;
  return html`<div class="details-relation details-difference">
    <h3>${l10n.t("Recipe beside {0}", other.label)}</h3>
    ${part(l10n.t("Only in {0}", selected.label), onlySelected)}
    ${part(l10n.t("Only in {0}", other.label), onlyOther)} ${part(l10n.t("In both"), both)}
    ${changes && changeTables(compared, changes)}
    ${
      selected.deleted || other.deleted
        ? nothing
        : link(l10n.t("Compare everything"), l10n.t("Open the comparison"), () => {
            host.send({ type: "compare", versions: [other.version, selected.version] });
          })
    }
  </div>`;
}

/** Parts that have values; what the others consist of are nodes, which are listed above. */
const valueParts = ["parameters", "environment", "metrics"] as const;

function changeTables(
  { selected, other }: ComparedVersions,
  changes: readonly VersionChange[],
): TemplateResult {
  if (changes.length === 0) {
    return html`<p class="muted">${l10n.t("Nothing recorded differs.")}</p>`;
  }
  const tables = valueParts.flatMap((part) => {
    const rows = changes.filter((change) => change.part === part);
    if (rows.length === 0) return [];
    return html`<table class="details-changes">
      <thead>
        <tr>
          <th scope="col">${partName(part)}</th>
          <th scope="col">${numberOf(other, selected)}</th>
          <th scope="col">${numberOf(selected, other)}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((change) => {
          const { name, before, after } = changeTexts(change);
          return html`<tr>
            <th scope="row" title=${change.name}>${name}</th>
            <td>${before ?? "–"}</td>
            <td>${after ?? "–"}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  });
  return html`${tables}`;
}

/** Returns what tells a version from another: its number, or among models its name too. */
function numberOf(
  { label, model, number }: ComparedVersions["selected"],
  other: ComparedVersions["selected"],
): string {
  return model === other.model ? String(number) : label;
}

function partName(part: (typeof valueParts)[number]): string {
  switch (part) {
    case "parameters":
      return l10n.t("Parameters");
    case "environment":
      return l10n.t("Packages");
    case "metrics":
      return l10n.t("Metrics");
  }
}
