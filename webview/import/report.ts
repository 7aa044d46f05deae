import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { importReportText } from "../../src/core/import/import-report-text.ts";
import { versionTitle } from "../../src/core/state/version.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import type { ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { fileLink, versionLink } from "../ui/links.ts";
import { plainTable } from "../ui/plain-table.ts";
import { richText } from "../ui/rich-text.ts";
import { fold, section } from "../ui/section.ts";
import { host } from "./host.ts";
import type { ImportReport, ImportResult, ImportSnapshot } from "./protocol.ts";

type ResultOf<K extends ImportResult["kind"]> = Extract<ImportResult, { kind: K }>;

/** Renders the result of an import: the versions registered, the others, and the reasons. */
export function reportView(
  { places }: ImportSnapshot,
  report: ImportReport,
  lookAgain: () => void,
): TemplateResult {
  const { results, leftOut, stopped } = report;
  const failed = resultsOf(results, "failed");
  const isWhole = !stopped && failed.length === 0;
  return html`${pageHeader(
      l10n.t("Import Versions"),
      html`<span class="muted">${places.join(", ")}</span>`,
      actions(report, lookAgain),
    )}
    <p class="verdict" role="status">
      ${icon(isWhole ? "pass" : "warning", isWhole ? "tone-green" : "tone-yellow")}
      <span>${importReportText(report)}</span>
    </p>
    ${modelsText(report)} ${registeredTable(resultsOf(results, "registered"))} ${failedList(failed)}
    ${restoredList(resultsOf(results, "restored"))} ${skippedList(resultsOf(results, "skipped"))}
    ${leftOutList(leftOut)}`;
}

function actions(
  { results, stopped }: ImportReport,
  lookAgain: () => void,
): readonly ActionButton[] {
  const registered = resultsOf(results, "registered");
  const current = registered.find(({ isCurrent }) => isCurrent);
  const shown = current ?? registered.at(-1);
  const isWhole = !stopped && results.every(({ kind }) => kind !== "failed");
  return [
    {
      label: isWhole ? l10n.t("Look again") : l10n.t("Import the rest…"),
      icon: "refresh",
      title: l10n.t("Search the files again; what is registered is recognised"),
      primary: !isWhole,
      run: lookAgain,
    },
    ...(current
      ? [
          {
            label: l10n.t("Promote {0}…", versionTitle(current.version)),
            icon: "arrow-up",
            run: () => {
              host.send({ type: "promote", version: current.version.id });
            },
          },
        ]
      : []),
    ...(shown
      ? [
          {
            label: l10n.t("Show {0}", versionTitle(shown.version)),
            icon: "go-to-file",
            primary: isWhole,
            run: () => {
              host.send({ type: "show-version", version: shown.version.id });
            },
          },
        ]
      : []),
  ];
}

/** `churn-2 is a new model. 3 versions were added to fraud.` */
function modelsText({ results, newModels }: ImportReport): TemplateResult | typeof nothing {
  const registered = resultsOf(results, "registered");
  const models = [...new Set(registered.map(({ version }) => version.model))];
  const sentences = models.map((model) => {
    const number = registered.filter(({ version }) => version.model === model).length;
    return newModels.includes(model) ? newModelText(model, number) : addedText(model, number);
  });
  return sentences.length === 0 ? nothing : html`<p>${sentences.join(" ")}</p>`;
}

function newModelText(model: string, versions: number): string {
  return versions === 1
    ? l10n.t("{0} is a new model with 1 version.", model)
    : l10n.t("{0} is a new model with {1} versions.", model, formatNumber(versions));
}

function addedText(model: string, versions: number): string {
  return versions === 1
    ? l10n.t("1 version was added to {0}, which had others before.", model)
    : l10n.t(
        "{0} versions were added to {1}, which had others before.",
        formatNumber(versions),
        model,
      );
}

function registeredTable(
  registered: readonly ResultOf<"registered">[],
): TemplateResult | typeof nothing {
  if (registered.length === 0) return nothing;
  return section(
    l10n.t("Registered"),
    plainTable(
      [l10n.t("Version"), l10n.t("File"), l10n.t("Label")],
      registered.map(({ path, version, isCurrent }) => [
        html`${versionLink(version)}${isCurrent ? html` <span class="muted">${l10n.t("in use")}</span>` : nothing}`,
        fileLink(path),
        version.label ?? nothing,
      ]),
    ),
  );
}

function failedList(failed: readonly ResultOf<"failed">[]): TemplateResult | typeof nothing {
  if (failed.length === 0) return nothing;
  return section(
    l10n.t("Failed"),
    html`<ul class="findings">
      ${failed.map(
        ({ path, message, wayOut }) =>
          html`<li>
            ${icon("error", "tone-red")}
            <span>${fileLink(path)}: ${message} <span class="muted">${wayOut}</span></span>
          </li>`,
      )}
    </ul>`,
  );
}

function restoredList(restored: readonly ResultOf<"restored">[]): TemplateResult | typeof nothing {
  if (restored.length === 0) return nothing;
  return section(
    l10n.t("Bytes restored"),
    html`<ul class="bullets">
      ${restored.map(
        ({ path, version }) =>
          html`<li>${richText(l10n.t("{0} from {1}"), versionLink(version), fileLink(path))}</li>`,
      )}
    </ul>`,
  );
}

function skippedList(skipped: readonly ResultOf<"skipped">[]): TemplateResult | typeof nothing {
  if (skipped.length === 0) return nothing;
  return section(
    l10n.t("Registered before"),
    html`<ul class="bullets">
      ${skipped.map(({ path, reference }) => html`<li>${richText(l10n.t("{0} is {1}"), fileLink(path), reference)}</li>`)}
    </ul>`,
  );
}

function leftOutList(leftOut: ImportReport["leftOut"]): TemplateResult | typeof nothing {
  if (leftOut.length === 0) return nothing;
  const list = html`<ul class="bullets">
    ${leftOut.map(
      ({ path, why }) => html`<li>${fileLink(path)} <span class="muted">${why}</span></li>`,
    )}
  </ul>`;
  return section(
    l10n.t("Left out"),
    leftOut.length > 20 ? fold(l10n.t("Show {0} files", formatNumber(leftOut.length)), list) : list,
  );
}

function resultsOf<K extends ImportResult["kind"]>(
  results: readonly ImportResult[],
  kind: K,
): readonly ResultOf<K>[] {
  return results.filter((result): result is ResultOf<K> => result.kind === kind);
}
