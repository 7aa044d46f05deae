import { html, nothing, type TemplateResult } from "lit";
import { missingGroups } from "../../src/core/audit/missing-groups.ts";
import { identityDetails, markedName } from "../../src/core/model/identity.ts";
import { licenceText } from "../../src/core/model/licence.ts";
import { lackingFacts, type GitState } from "../../src/core/model/recipe.ts";
import { versionReference } from "../../src/core/state/version.ts";
import { count, formatBytes } from "../../src/core/text/format.ts";
import { age } from "../ui/age.ts";
import { iconButton } from "../ui/button.ts";
import { copyButton } from "../ui/copy-button.ts";
import { digest } from "../ui/digest.ts";
import { commitLink, fileLink } from "../ui/links.ts";
import { madeTime } from "../ui/made.ts";
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
  return html`<section aria-label="Summary">
    ${
      description
        ? html`<p class="description">
            <span class="note-text">${description}</span>${
              canEdit
                ? html` ${iconButton("edit", "Edit description…", () => {
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
          "Stage",
          html`${stageIcon(version.stage)} ${version.stage} since ${age(version.stageSince)}`,
        ],
        [
          "Registered",
          html`${age(version.registeredAt)} by
            <span title=${identityDetails(version.registeredBy) ?? nothing}
              >${markedName(version.registeredBy)}</span
            >`,
        ],
        // Long before it was registered, if it was kept by hand until then.
        ...(recipe.made ? ([["Made", madeTime(recipe.made)]] as const) : []),
        ["Source", fileLink(source)],
        ...(licence === undefined ? [] : ([["Licence", licence]] as const)),
      ])}
      ${factList([
        [
          "Commit",
          git
            ? html`${commitLink(git.commit)} ${git.subject}${changesBadge(git)}`
            : html`<span class="muted">Not recorded</span>`,
        ],
        ["Branch", git?.branch ?? html`<span class="muted">None</span>`],
        ...(git?.tag ? ([["Tag", git.tag]] as const) : []),
      ])}
      ${factList([
        ["Digest", digest(version.digest)],
        ["Size", `${formatBytes(version.size)} in ${count(artifacts.length, "file")}`],
        [
          "Reference",
          html`<span class="with-action"
            ><code>${reference}</code>${copyButton(reference, "reference")}</span
          >`,
        ],
      ])}
    </div>
    ${missingGroups(lacking).map(({ title, facts }) =>
      fold(`${title}: ${facts.length}`, missingList(facts)),
    )}
  </section>`;
}

/** Lists facts with their reasons. */
function missingList(missing: VersionSnapshot["recipe"]["missing"]): TemplateResult {
  return html`<ul>
    ${missing.map(({ about, reason }) => html`<li>${about}: ${reason}</li>`)}
  </ul>`;
}

function changesBadge({ state, dirty }: GitState): TemplateResult | typeof nothing {
  if (state === "clean") return nothing;
  const text =
    state === "unknown" || !dirty
      ? "changes unknown"
      : `+ ${count(dirty.files.length, "changed file")}`;
  return html` <span class="badge">${text}</span>`;
}
