import { html, nothing, type TemplateResult } from "lit";
import {
  benchmarkText,
  importantFirst,
  trainingFacts,
} from "../../src/core/reports/metadata-text.ts";
import { count } from "../../src/core/text/format.ts";
import { fileLink } from "../ui/links.ts";
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
  const readFrom = html`<p class="muted">Read from ${fileLink(source)}</p>`;
  return html`${facts.length > 0 ? section("Training", factList(facts), readFrom) : nothing}
  ${
    features.length > 0
      ? section(
          "Feature importance",
          html`${factList(features.slice(0, manyFeatures), "facts-columns")}
          ${
            features.length > manyFeatures
              ? fold(
                  `Show ${count(features.length - manyFeatures, "more feature")}`,
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
          "Benchmarks",
          factList(benchmarks.map((each) => [each.name, benchmarkText(each)])),
          readFrom,
        )
      : nothing
  }`;
}
