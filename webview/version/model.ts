import { nothing, html, type TemplateResult } from "lit";
import { declaredFacts } from "../../src/core/reports/metadata-text.ts";
import { formatName, frameworkName } from "../../src/core/text/display-names.ts";
import { count } from "../../src/core/text/format.ts";
import { icon } from "../ui/icon.ts";
import { fileLink, versionLink } from "../ui/links.ts";
import { formatCount } from "../ui/numbers.ts";
import { factList, fold, section } from "../ui/section.ts";
import { signatureTable } from "../ui/signature.ts";
import { safety, verdictBadge } from "../ui/verdict.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** Renders the result of inspecting the version's files: model, signature and safety. */
export function modelSection({
  inspection,
  recipe,
  signatureChange,
}: VersionSnapshot): TemplateResult | typeof nothing {
  if (!inspection) return nothing;
  const { description, files, acceptedDanger } = inspection;
  const { format, formatVersion, framework, frameworkVersion, architecture, task } = description;
  const { parameterCount, dtypes, quantisation, signature, producer } = description;
  const { tensorCount, opsets } = description;
  const words = (...parts: readonly (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined).join(" ");
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Format", words(formatName(format), formatVersion)],
    ["Framework", words(framework && frameworkName(framework), frameworkVersion)],
    ["Produced by", producer],
    ["Architecture", architecture],
    ["Task", task],
    ["Parameters", parameterCount ? formatCount(parameterCount) : undefined],
    ["Types", dtypes?.join(", ")],
    ["Quantisation", quantisation],
    ["Tensors", tensorCount ? formatCount(tensorCount) : undefined],
    ["Opsets", opsetText(opsets)],
  ];
  const declared = recipe.metadata ? declaredFacts(recipe.metadata, description) : [];
  return html`${section(
    "Model",
    html`${factList(
      facts.filter(([, value]) => value !== undefined && value !== ""),
      "facts-columns",
    )}
    ${declared.length > 0 ? declaredList(declared, recipe) : nothing} ${safety(description)}
    ${
      acceptedDanger
        ? html`<p class="muted">It was registered in spite of that, knowingly.</p>`
        : nothing
    }
    ${
      files.length > 1
        ? fold(
            `Verdicts of ${count(files.length, "file")}`,
            html`<ul class="verdicts">
              ${files.map(
                ({ path, description: inner }) =>
                  html`<li>${verdictBadge(inner.verdict)} ${path}</li>`,
              )}
            </ul>`,
          )
        : nothing
    }`,
    verdictBadge(description.verdict),
  )}
  ${
    signature
      ? section(
          "Signature",
          html`${signatureChange ? changeNote(signatureChange) : nothing}
          ${signatureTable(signature)}`,
          html`<p class="muted">
            ${count(signature.inputs.length, "input")}, ${count(signature.outputs.length, "output")}
          </p>`,
        )
      : nothing
  }`;
}

/** Renders facts that only the metadata contains: shown apart, because they were not checked. */
function declaredList(
  facts: ReturnType<typeof declaredFacts>,
  { metadata }: VersionSnapshot["recipe"],
): TemplateResult {
  return html`<div class="part">
    <p class="muted">
      Not in the files, or otherwise there, but said in ${fileLink(metadata?.source ?? "")}:
    </p>
    ${factList(facts, "facts-columns")}
  </div>`;
}

/** `ai.onnx 17, ai.onnx.ml 3` */
function opsetText(opsets: Readonly<Record<string, number>> = {}): string {
  return Object.entries(opsets)
    .map((each) => each.join(" "))
    .join(", ");
}

/** Renders the changes of the signature and whether they break callers of the other version. */
function changeNote({
  since,
  breaking,
  changes,
}: NonNullable<VersionSnapshot["signatureChange"]>): TemplateResult {
  return html`<div class="notice">
    ${icon(breaking ? "warning" : "info")}
    <div>
      <p>
        ${
          breaking
            ? html`<strong>Breaking change</strong> since ${versionLink(since)}: its callers need to
                change, which asks for a major version.`
            : html`Changed since ${versionLink(since)}, without a change for code that uses it.`
        }
      </p>
      <ul class="bullets">
        ${changes.map((change) => html`<li>${change}</li>`)}
      </ul>
    </div>
  </div>`;
}
