import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import {
  benchmarkText,
  importantFirst,
  trainingFacts,
} from "../../src/core/reports/metadata-text.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { fileLink } from "../ui/links.ts";
import { richText } from "../ui/rich-text.ts";
import { factList, fold, section } from "../ui/section.ts";
import { importanceValues } from "./importance.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** More than this many features are folded: the first ones are those that count. */
const manyFeatures = 12;

/** Renders training, feature importance and benchmarks, where a metadata file contains them. */
export function metadataSections({ recipe }: VersionSnapshot): TemplateResult | typeof nothing {
  const { metadata } = recipe;
  if (!metadata) return nothing;
  const { training = {}, featureImportance = {}, benchmarks = [], source } = metadata;
  const facts = trainingFacts(training);
  const features = importanceValues(importantFirst(featureImportance));
  const readFrom = html`<p class="muted">
    ${richText(l10n.t("Read from {0}"), fileLink(source))}
  </p>`;
  return html`${facts.length > 0 ? section(l10n.t("Training"), factList(facts), readFrom) : nothing}
  ${
    features.length > 0
      ? section(
          l10n.t("Feature importance"),
          html`${factList(features.slice(0, manyFeatures), "facts-columns")}
          ${
            features.length > manyFeatures
              ? fold(
                  showMoreFeatures(features.length - manyFeatures),
                  factList(features.slice(manyFeatures), "facts-columns"),
                )
              : nothing
          }`,
          readFrom,
        )
      : nothing
  }
  ${
    benchmarks.length > 0
      ? section(
          l10n.t("Benchmarks"),
          factList(benchmarks.map((each) => [each.name, benchmarkText(each)])),
          readFrom,
        )
      : nothing
  }`;
}

function showMoreFeatures(n: number): string {
  return n === 1
    ? l10n.t("Show 1 more feature")
    : l10n.t("Show {0} more features", formatNumber(n));
}
