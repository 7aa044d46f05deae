import { comparisonCsv, comparisonMarkdown } from "../../src/core/reports/comparison-export.ts";
import type { ActionButton } from "../ui/button.ts";
import { copy } from "../ui/copy-button.ts";
import { comparisonInView, type Arrangement } from "./arrange.ts";
import { host } from "./host.ts";

/** Returns the actions of a comparison. Those that copy take the rows in view. */
export function comparisonActions(arrangement: Arrangement): readonly ActionButton[] {
  const { versions } = arrangement;
  return [
    {
      label: "Choose versions…",
      icon: "add",
      title: "Add versions to the comparison, or remove some",
      run: () => {
        host.send({ type: "choose-versions", versions: versions.map(({ id }) => id) });
      },
    },
    {
      label: "Copy as Markdown",
      icon: "markdown",
      run: () => {
        copy(
          comparisonMarkdown(versions, comparisonInView(arrangement), 0),
          "comparison as Markdown",
        );
      },
    },
    {
      label: "Copy as CSV",
      icon: "table",
      run: () => {
        copy(comparisonCsv(versions, comparisonInView(arrangement)), "comparison as CSV");
      },
    },
  ];
}
