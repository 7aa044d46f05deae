import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { missingGroups } from "../../src/core/audit/missing-groups.ts";
import { maskedWords } from "../../src/core/masking/masked-words.ts";
import { licenceText } from "../../src/core/model/inspection/licence.ts";
import { identityDetails, markedName } from "../../src/core/model/recipe/identity.ts";
import { lackingFacts, type GitState, type Masked } from "../../src/core/model/recipe.ts";
import { versionReference } from "../../src/core/state/version.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { iconButton } from "../ui/button.ts";
import { copyButton, copyTexts } from "../ui/copy-button.ts";
import { digest } from "../ui/digest.ts";
import { commitLink, fileLink } from "../ui/links.ts";
import { madeTime } from "../ui/made.ts";
import { richText } from "../ui/rich-text.ts";
import { factList, fold } from "../ui/section.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** Renders the version's main facts. */
export function summary(snapshot: VersionSnapshot): TemplateResult {
  const { version, description, source, artifacts, recipe, inspection, canEdit } = snapshot;
  const licence = licenceText({ recipe, inspection });
  const { git } = recipe;
  const lacking = lackingFacts(recipe.missing);
  const reference = versionReference(version);
  return html`<section aria-label=${l10n.t("Summary")}>
    ${
      description
        ? html`<p class="description">
            <span class="note-text">${description}</span>${
              canEdit
                ? html` ${iconButton("edit", l10n.t("Edit description…"), () => {
                    host.send({ type: "annotate", version: version.id, field: "description" });
                  })}`
                : nothing
            }
          </p>`
        : nothing
    }
    <div class="columns">
      ${factList([
        [
          l10n.t("Stage"),
          html`${stageIcon(version.stage)} ${version.stage} · ${age(version.stageSince)}`,
        ],
        [
          l10n.t("Registered"),
          richText(
            l10n.t("{0} by {1}"),
            age(version.registeredAt),
            html`<span title=${identityDetails(version.registeredBy) ?? nothing}
              >${markedName(version.registeredBy)}</span
            >`,
          ),
        ],
        // Long before it was registered, if it was kept by hand until then.
        ...(recipe.made ? ([[l10n.t("Made"), madeTime(recipe.made)]] as const) : []),
        [l10n.t("Source"), fileLink(source)],
        ...(licence === undefined ? [] : ([[l10n.t("Licence"), licence]] as const)),
      ])}
      ${factList([
        [
          l10n.t("Commit"),
          git
            ? html`${commitLink(git.commit)} ${git.subject}${changesBadge(git)}`
            : html`<span class="muted">${l10n.t("Not recorded")}</span>`,
        ],
        [l10n.t("Branch"), git?.branch ?? html`<span class="muted">${l10n.t("None")}</span>`],
        ...(git?.tag ? ([[l10n.t("Tag"), git.tag]] as const) : []),
      ])}
      ${factList([
        [l10n.t("Digest"), digest(version.digest)],
        [l10n.t("Size"), sizeText(version.size, artifacts.length)],
        [
          l10n.t("Reference"),
          html`<span class="with-action"
            ><code>${reference}</code>${copyButton(reference, copyTexts(reference))}</span
          >`,
        ],
      ])}
    </div>
    ${missingGroups(lacking).map(({ title, facts }) =>
      fold(`${title}: ${facts.length}`, missingList(facts)),
    )}
    ${maskedFold(recipe.masked ?? [])}
  </section>`;
}

/** Lists facts with their reasons. */
function missingList(missing: VersionSnapshot["recipe"]["missing"]): TemplateResult {
  return html`<ul>
    ${missing.map(({ about, reason }) => html`<li>${about}: ${reason}</li>`)}
  </ul>`;
}

/** Lists the credentials that were not recorded. */
function maskedFold(masked: readonly Masked[]): TemplateResult | typeof nothing {
  if (masked.length === 0) return nothing;
  return fold(
    l10n.t("Masked credentials: {0}", formatNumber(masked.length)),
    html`<ul>
      ${masked.map((each) => html`<li><code>${each.field}</code>: ${maskedWords(each)}</li>`)}
    </ul>`,
  );
}

function changesBadge({ state, dirty }: GitState): TemplateResult | typeof nothing {
  if (state === "clean") return nothing;
  const text =
    state === "unknown" || !dirty ? l10n.t("changes unknown") : changesText(dirty.files.length);
  return html` <span class="badge">${text}</span>`;
}

function changesText(files: number): string {
  return files === 1
    ? l10n.t("+ 1 changed file")
    : l10n.t("+ {0} changed files", formatNumber(files));
}

function sizeText(bytes: number, files: number): string {
  return files === 1
    ? l10n.t("{0} in 1 file", formatBytes(bytes))
    : l10n.t("{0} in {1} files", formatBytes(bytes), formatNumber(files));
}
