import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { pythonText } from "../../src/core/model/recipe/environment-text.ts";
import { markedName } from "../../src/core/model/recipe/identity.ts";
import { judgeReproduction } from "../../src/core/reproduction/judge-reproduction.ts";
import type { ReproductionData } from "../../src/core/reproduction/reproduction-events.ts";
import {
  fileResultText,
  metricBesideText,
  metricsBeside,
  reproductionTitle,
  tensorDifferenceText,
} from "../../src/core/reproduction/reproduction-text.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { icon } from "../ui/icon.ts";
import { richText } from "../ui/rich-text.ts";
import { factList, fold, section } from "../ui/section.ts";
import type { VersionSnapshot } from "./protocol.ts";

type Reproduction = VersionSnapshot["reproductions"][number];

/** Renders what came of making the version again, the newest time first; nothing if nobody did. */
export function reproductionSection({
  reproductions,
  version,
}: VersionSnapshot): TemplateResult | typeof nothing {
  if (reproductions.length === 0) return nothing;
  return section(
    l10n.t("Reproductions"),
    html`<ul class="reproductions">
      ${reproductions.map(
        (each) =>
          html`<li>
            ${headline(each)} ${fold(l10n.t("Details"), details(each, version.metrics))}
          </li>`,
      )}
    </ul>`,
  );
}

function headline({ at, actor, data }: Reproduction): TemplateResult {
  const isReproduced = judgeReproduction(data) !== "different";
  return html`<span>${icon(isReproduced ? "pass" : "warning")} ${reproductionTitle(data)}</span>
    <span class="muted">${richText(l10n.t("by {0}, {1}"), markedName(actor), age(at))}</span>`;
}

function details(
  { data }: Reproduction,
  recorded: Readonly<Record<string, number>>,
): TemplateResult {
  const { files, metrics, environment, inputs, deviations = [] } = data;
  const others = [
    ...deviations,
    ...inputs
      .filter(({ state }) => state === "changed" || state === "missing")
      .map(({ name, state }) =>
        state === "missing" ? l10n.t("{0} was missing", name) : l10n.t("{0} differed", name),
      ),
    ...(environment.differing ?? []),
  ];
  return html`${factList([
    ...files.map((file) => [file.path, fileValue(file)] as const),
    ...(Object.keys(metrics).length === 0
      ? []
      : metricsBeside(recorded, metrics).map(
          (metric) => [metric.name, metricBesideText(metric)] as const,
        )),
    [l10n.t("Command"), html`<code class="command">${data.command.line}</code>`],
    ...(environment.python ? ([["Python", pythonText(environment.python)]] as const) : []),
    ...(environment.machine.os
      ? ([[l10n.t("Operating system"), environment.machine.os]] as const)
      : []),
  ])}
  ${
    others.length === 0
      ? nothing
      : html`<p>${l10n.t("Not as it was recorded:")}</p>
          <ul>
            ${others.map((each) => html`<li>${each}</li>`)}
          </ul>`
  }`;
}

function fileValue(file: ReproductionData["files"][number]): TemplateResult {
  const { tensors } = file;
  const differences = tensors && "differing" in tensors ? tensors.differences : [];
  const more = tensors && "differing" in tensors ? tensors.differing - differences.length : 0;
  return html`${fileResultText(file)}${
    differences.length === 0
      ? nothing
      : html`<ul>
          ${differences.map((each) => html`<li>${each.name}: ${tensorDifferenceText(each)}</li>`)}
          ${more > 0 ? html`<li>${l10n.t("{0} more", formatNumber(more))}</li>` : nothing}
        </ul>`
  }`;
}
