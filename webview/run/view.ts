import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { rowFormat } from "../../src/core/metrics/metric-format.ts";
import type { LoggedNumber } from "../../src/core/model/run.ts";
import { runPlace } from "../../src/core/runs/run-artifact-place.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { actionButton, iconButton, type ActionButton } from "../ui/button.ts";
import { copyButton, copyTexts } from "../ui/copy-button.ts";
import { pageHeader } from "../ui/header.ts";
import { link, versionLink } from "../ui/links.ts";
import { plainTable } from "../ui/plain-table.ts";
import { emptyNote, factList, section } from "../ui/section.ts";
import { chartSection } from "./charts.ts";
import { factsOf } from "./facts.ts";
import { host } from "./host.ts";
import { runName } from "./name.ts";
import type { DescribedRun, RunSnapshot } from "./protocol.ts";
import { statusBadge, statusText } from "./status.ts";

/** The page of a run, or of several beside each other. */
export function runView(snapshot: RunSnapshot): TemplateResult {
  const { runs } = snapshot;
  const [run, ...others] = runs;
  if (!run) return html``;
  return others.length === 0 ? oneRun(run, snapshot) : severalRuns(snapshot);
}

/** Returns what a screen reader is told after a change. */
export function runNews({ runs: [run, ...others] }: RunSnapshot): string {
  if (!run || others.length > 0) return l10n.t("Updated");
  return `${runName(run)}: ${statusText(run.status)}`;
}

function oneRun(run: DescribedRun, snapshot: RunSnapshot): TemplateResult {
  return html`${pageHeader(
    runName(run),
    html`${statusBadge(run)}${copyButton(run.id, copyTexts(run.id.slice(0, 8)))}`,
    [
      ...(snapshot.canRegister
        ? [
            {
              label: l10n.t("Register Model…"),
              icon: "add",
              title: l10n.t("Register a file as a version, with what the run logged"),
              primary: run.versions.length === 0 && run.status === "finished",
              run: () => {
                host.send({ type: "register", run: run.id });
              },
            },
          ]
        : []),
      compareAction([run]),
    ],
  )}
  ${section(l10n.t("Run"), factList(factsOf(run), "facts-columns"))} ${versionSection(run)}
  ${chartSection(snapshot)} ${metricSection(run)}
  ${pairSection(l10n.t("Parameters"), l10n.t("No parameters were logged."), run.parameters)}
  ${run.tags.length > 0 ? pairSection(l10n.t("Tags"), "", run.tags) : nothing} ${inputSection(run)}
  ${artifactSection(run, snapshot)}`;
}

function compareAction(runs: readonly DescribedRun[]): ActionButton {
  return {
    label: l10n.t("Compare with versions…"),
    icon: "git-compare",
    run: () => {
      host.send({ type: "compare-with-versions", runs: runs.map(({ id }) => id) });
    },
  };
}

function versionSection({ versions }: DescribedRun): TemplateResult | typeof nothing {
  if (versions.length === 0) return nothing;
  return section(
    l10n.t("Registered versions"),
    html`<ul class="plain-list">
      ${versions.map((version) => html`<li>${versionLink(version)}</li>`)}
    </ul>`,
  );
}

function metricSection({ metrics }: DescribedRun): TemplateResult {
  if (metrics.length === 0) {
    return section(l10n.t("Metrics"), emptyNote(l10n.t("No metrics were logged.")));
  }
  return section(
    l10n.t("Metrics"),
    plainTable(
      [
        l10n.t("Metric"),
        l10n.t("Last"),
        l10n.t("Lowest"),
        l10n.t("Highest"),
        l10n.t("Step"),
        l10n.t("Values"),
      ],
      metrics.map(({ key, last, lowest, highest, step, count }) => [
        key,
        ...metricTexts([last, lowest, highest]),
        formatNumber(step),
        formatNumber(count),
      ]),
      { numeric: true },
    ),
  );
}

/** Returns the values of a row with the same decimals; a dash for those that are not there. */
function metricTexts(values: readonly (LoggedNumber | undefined)[]): readonly string[] {
  const format = rowFormat(values.filter((value) => typeof value === "number"));
  return values.map((value) => (typeof value === "number" ? format(value) : (value ?? "–")));
}

function pairSection(
  title: string,
  empty: string,
  pairs: readonly (readonly [string, string])[],
): TemplateResult {
  return section(title, pairs.length === 0 ? emptyNote(empty) : factList(pairs, "facts-columns"));
}

function inputSection({ inputs }: DescribedRun): TemplateResult | typeof nothing {
  if (inputs.length === 0) return nothing;
  return section(
    l10n.t("Data"),
    plainTable(
      [l10n.t("Dataset"), l10n.t("Digest")],
      inputs.map(({ name, digest }) => [name, html`<code>${digest.slice(0, 24)}</code>`]),
    ),
  );
}

function artifactSection(
  { id, artifacts }: DescribedRun,
  { canRegister: canExport }: RunSnapshot,
): TemplateResult | typeof nothing {
  if (artifacts.length === 0) return nothing;
  const exported = (artifact?: string): void => {
    host.send({ type: "export-artifacts", run: id, artifact });
  };
  return section(
    l10n.t("Artifacts"),
    html`${plainTable(
      [l10n.t("Path"), l10n.t("Size"), l10n.t("SHA-256"), ...(canExport ? [""] : [])],
      artifacts.map(({ path, model, bytes }) => {
        const name = runPlace({ path, model });
        const open = (): void => {
          host.send({ type: "open-artifact", run: id, path, model });
        };
        return [
          link(name, l10n.t("Open {0}, verified", name), open),
          formatBytes(bytes.size),
          html`<code>${bytes.sha256.slice(0, 12)}…</code>`,
          ...(canExport
            ? [
                iconButton("export", l10n.t("Export {0}…", name), () => {
                  exported(name);
                }),
              ]
            : []),
        ];
      }),
    )}
    ${
      canExport && artifacts.length > 1
        ? actionButton({
            label: l10n.t("Export all…"),
            icon: "export",
            title: l10n.t("Copy the artifacts of the run to a folder, verified"),
            run: () => {
              exported();
            },
          })
        : nothing
    }`,
  );
}

function severalRuns(snapshot: RunSnapshot): TemplateResult {
  const { runs } = snapshot;
  return html`${pageHeader(l10n.t("{0} runs", runs.length), nothing, [compareAction(runs)])}
  ${chartSection(snapshot)}
  ${section(
    l10n.t("Comparison"),
    plainTable(
      ["", ...runs.map(runName)],
      [
        [
          l10n.t("Run"),
          ...runs.map((run) =>
            link(run.id.slice(0, 8), l10n.t("Show the run {0}", runName(run)), () => {
              host.send({ type: "show-run", run: run.id });
            }),
          ),
        ],
        [l10n.t("Status"), ...runs.map(statusBadge)],
        [l10n.t("Experiment"), ...runs.map(({ experiment }) => experiment)],
        [
          l10n.t("Versions"),
          ...runs.map(({ versions }) => versions.map((version) => html`${versionLink(version)} `)),
        ],
      ],
    ),
  )}
  ${section(
    l10n.t("Metrics"),
    comparedTable(
      runs,
      ({ metrics }) => metrics.map(({ key, last }) => [key, last] as const),
      metricTexts,
      { numeric: true },
    ),
  )}
  ${section(
    l10n.t("Parameters"),
    comparedTable(
      runs,
      ({ parameters }) => parameters,
      (values) => values.map((value) => value ?? "–"),
    ),
  )}`;
}

/** A row for each key; those that differ come first and stand out. */
function comparedTable<V>(
  runs: readonly DescribedRun[],
  entriesOf: (run: DescribedRun) => readonly (readonly [string, V])[],
  textsOf: (values: readonly (V | undefined)[]) => readonly string[],
  look?: { readonly numeric: boolean },
): TemplateResult {
  const columns = runs.map((run) => new Map(entriesOf(run)));
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  if (keys.length === 0) return emptyNote(l10n.t("Nothing was logged."));
  const rows = keys.map((key) => {
    const values = columns.map((column) => column.get(key));
    return { key, texts: textsOf(values), differs: new Set(values).size > 1 };
  });
  rows.sort((a, b) => Number(b.differs) - Number(a.differs) || (a.key < b.key ? -1 : 1));
  return plainTable(
    ["", ...runs.map(runName)],
    rows.map(({ key, texts, differs }) => [
      key,
      ...texts.map((text) => (differs ? html`<strong>${text}</strong>` : text)),
    ]),
    look,
  );
}
