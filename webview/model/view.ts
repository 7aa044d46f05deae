import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { versionReference } from "../../src/core/state/version.ts";
import { copyButton, copyTexts } from "../ui/copy-button.ts";
import { pageHeader } from "../ui/header.ts";
import { emptyNote, fold, section } from "../ui/section.ts";
import { timeline } from "../ui/timeline.ts";
import { aboutSection } from "./about.ts";
import { chartSection } from "./chart.ts";
import { host } from "./host.ts";
import { shownMetric, type MetricReader } from "./metric-values.ts";
import type { ModelSnapshot } from "./protocol.ts";
import type { ChangeState, ModelPageState } from "./state.ts";
import { versionSection } from "./table.ts";
import type { VersionRows } from "./version-rows.ts";

/** Entries of the Production history that are in sight at first. */
const entriesShown = 2;

/** Values that the page reads after it has been opened. */
interface Readers {
  readonly rows: VersionRows;
  readonly values: MetricReader;
}

/** The page of a model. */
export function modelView(
  snapshot: ModelSnapshot,
  state: ModelPageState,
  { rows, values }: Readers,
  change: ChangeState,
): TemplateResult {
  const { model, production } = snapshot;
  const metric = shownMetric(snapshot, state.metric);
  const read = metric === undefined ? undefined : values.read(snapshot, metric);
  return html`${pageHeader(
      model.name,
      production
        ? copyButton(versionReference(production), copyTexts(versionReference(production)))
        : nothing,
      [
        {
          label: l10n.t("Best Version…"),
          icon: "star-full",
          title: l10n.t("Find the best version by a metric, with ties and what was left out"),
          run: () => {
            host.send({ type: "find-best" });
          },
        },
        {
          label: l10n.t("Changelog"),
          icon: "history",
          title: l10n.t("Show what changed from version to version"),
          run: () => {
            host.send({ type: "show-changelog" });
          },
        },
        {
          label: l10n.t("Lineage"),
          icon: "type-hierarchy-sub",
          title: l10n.t("Show what the versions were made from"),
          run: () => {
            host.send({ type: "show-lineage" });
          },
        },
      ],
    )}
    <div class="model-columns">${aboutSection(snapshot, read)} ${historySection(snapshot)}</div>
    ${chartSection(snapshot, { metric, read, reader: values }, change)}
    ${versionSection(snapshot, state, rows, change)}`;
}

function historySection({
  productionStage,
  productionHistory,
}: ModelSnapshot): TemplateResult | typeof nothing {
  if (productionStage === undefined) return nothing;
  const older = productionHistory.slice(entriesShown);
  return section(
    l10n.t("{0} history", productionStage),
    productionHistory.length === 0
      ? emptyNote(l10n.t("No version has been in {0} yet.", productionStage))
      : html`${timeline(productionHistory.slice(0, entriesShown))}
        ${
          older.length > 0
            ? fold(
                older.length === 1
                  ? l10n.t("1 older entry")
                  : l10n.t("{0} older entries", older.length),
                timeline(older),
              )
            : nothing
        }`,
  );
}
