import * as l10n from "@vscode/l10n";
import { nothing, html, type TemplateResult } from "lit";
import { declaredFacts } from "../../src/core/reports/metadata-text.ts";
import { inputCount, outputCount } from "../../src/core/text/counts.ts";
import { formatName, frameworkName } from "../../src/core/text/display-names.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "../ui/icon.ts";
import { fileLink, versionLink } from "../ui/links.ts";
import { formatCount } from "../ui/numbers.ts";
import { richText } from "../ui/rich-text.ts";
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
    [l10n.t("Format"), words(formatName(format), formatVersion)],
    [l10n.t("Framework"), words(framework && frameworkName(framework), frameworkVersion)],
    [l10n.t("Produced by"), producer],
    [l10n.t("Architecture"), architecture],
    [l10n.t("Task"), task],
    [l10n.t("Parameters"), parameterCount ? formatCount(parameterCount) : undefined],
    [l10n.t("Types"), dtypes?.join(", ")],
    [l10n.t("Quantisation"), quantisation],
    [l10n.t("Tensors"), tensorCount ? formatCount(tensorCount) : undefined],
    [l10n.t("Operator sets"), opsetText(opsets)],
  ];
  const declared = recipe.metadata ? declaredFacts(recipe.metadata, description) : [];
  return html`${section(
    l10n.t("Model"),
    html`${factList(
      facts.filter(([, value]) => value !== undefined && value !== ""),
      "facts-columns",
    )}
    ${declared.length > 0 ? declaredList(declared, recipe) : nothing} ${safety(description)}
    ${
      acceptedDanger
        ? html`<p class="muted">
            ${l10n.t("Whoever registered it was warned, and registered it all the same.")}
          </p>`
        : nothing
    }
    ${
      files.length > 1
        ? fold(
            l10n.t("Verdicts of {0} files", formatNumber(files.length)),
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
          l10n.t("Signature"),
          html`${signatureChange ? changeNote(signatureChange) : nothing}
          ${signatureTable(signature)}`,
          html`<p class="muted">
            ${inputCount(signature.inputs.length)}, ${outputCount(signature.outputs.length)}
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
      ${richText(
        l10n.t("{0} says this, which the model files don’t say, or say otherwise:"),
        fileLink(metadata?.source ?? ""),
      )}
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
            ? richText(
                l10n.t(
                  "{0} since {1}: its callers need to change, which asks for a major version.",
                ),
                html`<strong>${l10n.t("Breaking change")}</strong>`,
                versionLink(since),
              )
            : richText(
                l10n.t("Changed since {0}, without a change for code that uses it."),
                versionLink(since),
              )
        }
      </p>
      <ul class="bullets">
        ${changes.map((change) => html`<li>${change}</li>`)}
      </ul>
    </div>
  </div>`;
}
