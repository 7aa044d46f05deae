import * as l10n from "@vscode/l10n";
import { comparisonCsv, comparisonMarkdown } from "../../src/core/reports/comparison-export.ts";
import type { ActionButton } from "../ui/button.ts";
import { copy } from "../ui/copy-button.ts";
import { comparedIds, comparisonInView, type Arrangement } from "./arrange.ts";
import { host } from "./host.ts";
import type { ComparePageState } from "./state.ts";

/**
 * Returns the actions of a comparison. Those that copy take the rows in view; a report has all rows.
 */
export function comparisonActions(
  arrangement: Arrangement,
  { directions }: Pick<ComparePageState, "directions">,
): readonly ActionButton[] {
  const { versions } = arrangement;
  const { ids, runs } = comparedIds(versions);
  return [
    {
      label: l10n.t("Choose versions…"),
      icon: "add",
      title: l10n.t("Add versions to the comparison, or remove some"),
      run: () => {
        host.send({ type: "choose-versions", versions: ids, runs });
      },
    },
    {
      label: l10n.t("Choose runs…"),
      icon: "graph-line",
      title: l10n.t("Add runs to the comparison, or remove some"),
      run: () => {
        host.send({ type: "choose-runs", versions: ids, runs });
      },
    },
    // A report is about versions.
    ...(ids.length === 0
      ? []
      : [
          {
            label: l10n.t("Save report…"),
            icon: "save-as",
            title:
              runs.length === 0
                ? l10n.t("Write the comparison to a file: HTML with charts, Markdown, CSV or JSON")
                : l10n.t("Write the comparison of the versions to a file, without the runs"),
            run: () => {
              host.send({ type: "save-report", versions: ids, baseline: ids[0], directions });
            },
          },
        ]),
    {
      label: l10n.t("Copy as Markdown"),
      icon: "markdown",
      run: () => {
        copy(
          comparisonMarkdown(versions, comparisonInView(arrangement), 0),
          l10n.t("Comparison copied as Markdown"),
        );
      },
    },
    {
      label: l10n.t("Copy as CSV"),
      icon: "table",
      run: () => {
        copy(
          comparisonCsv(versions, comparisonInView(arrangement)),
          l10n.t("Comparison copied as CSV"),
        );
      },
    },
  ];
}
