import { html, nothing, type TemplateResult } from "lit";
import { fieldTitle } from "../../src/core/events/field-name.ts";
import { metricDirection } from "../../src/core/metrics/metric-direction.ts";
import { formatMetric } from "../../src/core/metrics/metric-format.ts";
import type { ModelName } from "../../src/core/model/ids.ts";
import { AnnotationField } from "../../src/core/model/markings.ts";
import { count } from "../../src/core/text/format.ts";
import { age } from "../ui/age.ts";
import { iconButton } from "../ui/button.ts";
import { directionText } from "../ui/direction.ts";
import { versionLink } from "../ui/links.ts";
import { factList, section } from "../ui/section.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import { host } from "./host.ts";
import type { MetricValues } from "./metric-values.ts";
import type { ModelSnapshot } from "./protocol.ts";

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
    "About",
    html`${description === undefined ? nothing : html`<p class="model-description">${description}</p>`}
    ${factList([
      ...(productionStage === undefined
        ? []
        : [
            [
              productionStage,
              production
                ? html`${stageIcon(production.stage)} ${versionLink(production)}, since
                  ${age(production.stageSince)}`
                : "No version",
            ] as const,
          ]),
      ...best(model.name, values),
      ["Versions", count(model.versionCount, "version")],
      ...written,
      ...(Object.keys(tags).length > 0 || canEdit ? [["Tags", tagList(snapshot)] as const] : []),
      ...(model.formerNames.length > 0
        ? [["Former names", model.formerNames.join(", ")] as const]
        : []),
      ["Created", age(model.registeredAt)],
      ["Last change", age(model.changedAt)],
    ])}`,
    canEdit
      ? iconButton("note", "Edit notes of the model…", () => {
          host.send({ type: "annotate" });
        })
      : nothing,
  );
}

function best(
  model: ModelName,
  values: MetricValues | undefined,
): readonly (readonly [string, unknown])[] {
  if (!values?.best) return [];
  const { metric, best: found } = values;
  const { version, number, value, ties, unmeasured } = found;
  const notes = [
    directionText(metricDirection(metric)).toLowerCase(),
    ...(ties.length > 0 ? [`equal: ${ties.join(", ")}`] : []),
    ...(unmeasured > 0 ? [`${count(unmeasured, "version")} without a value`] : []),
  ];
  return [
    [
      `Best ${metric}`,
      html`${versionLink({ id: version, model, number })}: ${formatMetric(value)}
        <span class="muted">(${notes.join("; ")})</span>`,
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
        ? iconButton("add", "Add tag to the model…", () => {
            host.send({ type: "set-tag" });
          })
        : nothing
    }
  </span>`;
}
