import { html, nothing, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/format.ts";
import type { Axis, ModelDescription, TensorSpec } from "../../src/core/inspection.ts";
import type { InspectSnapshot } from "../protocol.ts";
import type { ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { send } from "../ui/host.ts";
import { factList, section } from "../ui/section.ts";
import { filesSection } from "./files.ts";
import { formatCount } from "./numbers.ts";
import type { ChangeState, InspectPageState } from "./state.ts";
import { tensorSection } from "./tensors.ts";
import { safetySection, verdictBadge } from "./verdict.ts";

/** The page about a model file or folder: what it says about itself. */
export function inspectView(
  snapshot: InspectSnapshot,
  state: InspectPageState,
  change: ChangeState,
): TemplateResult {
  const { description, path, files } = snapshot;
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return html`${pageHeader(name, verdictBadge(description.verdict), actions(snapshot))}
  ${overview(snapshot)} ${safetySection(description)} ${signatureSection(description)}
  ${files.length > 0 ? filesSection(files) : nothing} ${tensorSection(snapshot, state, change)}
  ${metadataSection(description)}`;
}

function actions({ canRegister }: InspectSnapshot): readonly ActionButton[] {
  if (!canRegister) return [];
  const register = (): void => {
    send({ type: "register" });
  };
  return [{ label: "Register model…", icon: "add", primary: true, run: register }];
}

function overview({
  description,
  size,
  bytesRead,
  formatName,
  path,
}: InspectSnapshot): TemplateResult {
  const { formatVersion, framework, frameworkVersion, producer, task, architecture } = description;
  const { parameterCount, dtypes, quantisation, opsets } = description;
  const known = (facts: readonly (readonly [string, unknown])[]): TemplateResult =>
    factList(facts.filter(([, value]) => value !== undefined && value !== ""));
  return html`<section aria-label="Overview">
    <div class="columns">
      ${known([
        ["Format", [formatName, formatVersion].filter(Boolean).join(" ")],
        ["Framework", [framework, frameworkVersion].filter(Boolean).join(" ")],
        ["Produced by", producer],
        ["File", path],
      ])}
      ${known([
        ["Architecture", architecture],
        ["Task", task],
        ["Parameters", parameterCount === undefined ? undefined : formatCount(parameterCount)],
        ["Types", dtypes?.join(", ")],
        ["Quantisation", quantisation],
      ])}
      ${known([
        [
          "Size",
          html`${formatBytes(size)} <span class="muted">(${formatBytes(bytesRead)} read)</span>`,
        ],
        [
          "Operator sets",
          opsets &&
            Object.entries(opsets)
              .map(([domain, version]) => `${domain} ${version}`)
              .join(", "),
        ],
      ])}
    </div>
  </section>`;
}

function signatureSection({ signature }: ModelDescription): TemplateResult | typeof nothing {
  if (!signature) return nothing;
  const { inputs, outputs } = signature;
  const rows = [
    ...inputs.map((spec) => ["Input", spec] as const),
    ...outputs.map((spec) => ["Output", spec] as const),
  ];
  return section(
    "Signature",
    html`<div class="table-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Way</th>
            <th scope="col">Type</th>
            <th scope="col">Shape</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([way, spec]) =>
              html`<tr>
                <th scope="row">${spec.name}</th>
                <td>${way}</td>
                <td>${spec.dtype}</td>
                <td>${shapeText(spec)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
    html`<p class="muted">${count(inputs.length, "input")}, ${count(outputs.length, "output")}</p>`,
  );
}

/** `? × 13`; a question mark for an axis of no fixed size. */
function shapeText({ shape }: TensorSpec): string {
  if (!shape) return "any";
  if (shape.length === 0) return "scalar";
  return shape.map((axis: Axis) => axis ?? "?").join(" × ");
}

function metadataSection({ metadata }: ModelDescription): TemplateResult | typeof nothing {
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return nothing;
  return section("Metadata", factList(entries, "facts-columns"));
}
