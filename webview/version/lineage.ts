import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { datasetContent, datasetTitle } from "../../src/core/model/data/dataset.ts";
import { relationText, type NamedParent } from "../../src/core/model/data/parent.ts";
import { versionTitle, type Version } from "../../src/core/state/version.ts";
import { shortDigest } from "../../src/core/text/format.ts";
import { icon } from "../ui/icon.ts";
import { commitLink, fileLink, link, versionLink } from "../ui/links.ts";
import { emptyNote, section } from "../ui/section.ts";
import { stageBadge, stageIcon } from "../ui/stage-badge.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** Renders the version's parents and children, one level each way. */
export function lineageSection({
  version,
  recipe,
  parents,
  madeFrom,
  children,
  deletedChildren,
}: VersionSnapshot): TemplateResult {
  const { datasets, git } = recipe;
  const nothingBefore = datasets.length === 0 && madeFrom.length === 0 && !git;
  return section(
    l10n.t("Lineage"),
    html`<div class="neighbours">
      <div>
        <h3>${l10n.t("Made from")}</h3>
        ${nothingBefore ? emptyNote(l10n.t("Nothing recorded")) : nothing}
        <ul>
          ${datasets.map(
            (dataset) =>
              html`<li>
                ${icon("database")}
                <span
                  >${dataset.path === undefined ? datasetTitle(dataset) : fileLink(dataset.path)}
                  <code class="muted">${shortDigest(datasetContent(dataset) ?? "")}</code></span
                >
              </li>`,
          )}
          ${
            git
              ? html`<li>
                  ${icon("git-commit")}
                  <span>${commitLink(git.commit)} <span class="muted">${git.subject}</span></span>
                </li>`
              : nothing
          }
          ${madeFrom.map((parent) => parentItem(parent, parents))}
        </ul>
      </div>
      <div class="neighbours-self">
        <span class="neighbours-arrow">${icon("arrow-right")}</span>
        <strong>${versionTitle(version)}</strong>
        ${stageBadge(version.stage)}
        <span class="neighbours-arrow">${icon("arrow-right")}</span>
      </div>
      <div>
        <h3>${l10n.t("Derived from it")}</h3>
        ${
          children.length + deletedChildren.length === 0
            ? emptyNote(l10n.t("No version yet"))
            : html`<ul>
                ${children.map((child) => versionItem(child))} ${deletedChildren.map(deletedItem)}
              </ul>`
        }
      </div>
    </div>`,
    link(l10n.t("Open graph"), l10n.t("Show the lineage graph"), () => {
      host.send({ type: "show-lineage", version: version.id });
    }),
  );
}

function versionItem(version: Version, how?: string): TemplateResult {
  const facts = [...(how === undefined ? [] : [how]), version.stage].join(", ");
  return html`<li>
    ${stageIcon(version.stage)}
    <span>${versionLink(version)} <span class="muted">${facts}</span></span>
  </li>`;
}

/** Renders a parent, a version with its stage or a model elsewhere, and the relation to it. */
function parentItem(
  { title, version, relation }: NamedParent,
  parents: readonly Version[],
): TemplateResult {
  const known = parents.find(({ id }) => id === version);
  if (known) return versionItem(known, relationText(relation));
  const how = [relationText(relation), ...(version === undefined ? [] : [l10n.t("deleted")])].join(
    ", ",
  );
  return html`<li>
    ${version === undefined ? icon("globe") : icon("trash", "tone-muted")}
    <span class="anywhere">${title} <span class="muted">${how}</span></span>
  </li>`;
}

function deletedItem(deleted: VersionSnapshot["deletedChildren"][number]): TemplateResult {
  return html`<li>
    ${icon("trash", "tone-muted")}
    <span title=${deleted.reason}
      ><del>${versionTitle(deleted)}</del> <span class="muted">${l10n.t("deleted")}</span></span
    >
  </li>`;
}
