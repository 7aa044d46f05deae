import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { fieldTitle } from "../../src/core/events/field-name.ts";
import { metricDirection } from "../../src/core/metrics/metric-direction.ts";
import { formatMetric } from "../../src/core/metrics/metric-format.ts";
import type { ModelName } from "../../src/core/model/ids.ts";
import { AnnotationField } from "../../src/core/model/markings.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { iconButton } from "../ui/button.ts";
import { directionText } from "../ui/direction.ts";
import { versionLink } from "../ui/links.ts";
import { factList, section } from "../ui/section.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import { host } from "./host.ts";
import type { MetricValues } from "./metric-values.ts";
import type { ModelSnapshot } from "./protocol.ts";
import { versionCount } from "./version-count.ts";

/**
 * Section about a model: description, owners, tags, and its versions that matter most.
 *
 * @param values undefined until they have arrived
 */
export function aboutSection(
  snapshot: ModelSnapshot,
  values: MetricValues | undefined,
): TemplateResult {
  const { model, annotations, tags, production, productionStage, canEdit, description } = snapshot;
  const written = AnnotationField.options.flatMap((field) => {
    const text = annotations[field];
    return text === undefined ? [] : [[fieldTitle(field), noteText(text)] as const];
  });
  return section(
    l10n.t("About"),
    html`${description === undefined ? nothing : html`<p class="model-description">${description}</p>`}
    ${factList([
      ...(productionStage === undefined
        ? []
        : [
            [
              productionStage,
              production
                ? html`${stageIcon(production.stage)} ${versionLink(production)}, ${l10n.t("since")}
                  ${age(production.stageSince)}`
                : l10n.t("No version"),
            ] as const,
          ]),
      ...best(model.name, values),
      [l10n.t("Versions"), versionCount(model.versionCount)],
      ...written,
      ...(Object.keys(tags).length > 0 || canEdit
        ? [[l10n.t("Tags"), tagList(snapshot)] as const]
        : []),
      ...(model.formerNames.length > 0
        ? [[l10n.t("Former names"), model.formerNames.join(", ")] as const]
        : []),
      [l10n.t("Created"), age(model.registeredAt)],
      [l10n.t("Last change"), age(model.changedAt)],
    ])}`,
    canEdit
      ? iconButton("note", l10n.t("Edit notes of the model…"), () => {
          host.send({ type: "annotate" });
        })
      : nothing,
  );
}

/** Versions of the same value as the best one that are named; a model may have thousands. */
const mostTies = 20;

function best(
  model: ModelName,
  values: MetricValues | undefined,
): readonly (readonly [string, unknown])[] {
  if (!values?.best) return [];
  const { metric, best: found } = values;
  const { version, number, value, ties, unmeasured } = found;
  const shown = new Set(ties.slice(0, mostTies));
  const equal = values.values
    .filter(([, each]) => shown.has(each))
    .map(([id, each]) => ({ id, number: each }))
    .toReversed();
  const notes = [
    directionText(metricDirection(metric)).toLowerCase(),
    ...(unmeasured > 0
      ? [
          unmeasured === 1
            ? l10n.t("1 version without a value")
            : l10n.t("{0} versions without a value", unmeasured),
        ]
      : []),
  ];
  return [
    [
      l10n.t("Best {0}", metric),
      html`${versionLink({ id: version, model, number })}: ${formatMetric(value)}
        <span class="muted">(${notes.join("; ")})</span>
        ${
          equal.length > 0
            ? html`<br />${l10n.t("The same value:")}
                ${equal.map((tie) => versionLink({ ...tie, model }))}
                ${
                  ties.length > equal.length
                    ? l10n.t("{0} more", formatNumber(ties.length - equal.length))
                    : nothing
                }`
            : nothing
        }`,
    ],
  ];
}

function noteText(text: string): TemplateResult {
  return html`<span class="note-text">${text}</span>`;
}

function tagList({ tags, canEdit }: ModelSnapshot): TemplateResult {
  return html`<span class="chips">
    ${Object.entries(tags).map(
      ([key, value]) =>
        html`<span class="badge">${value === "" ? key : `${key} = ${value}`}</span>`,
    )}
    ${
      canEdit
        ? iconButton("add", l10n.t("Add tag to the model…"), () => {
            host.send({ type: "set-tag" });
          })
        : nothing
    }
  </span>`;
}
