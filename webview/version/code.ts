import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { VersionId } from "../../src/core/model/ids.ts";
import type { GitState } from "../../src/core/model/recipe.ts";
import { shortCommit } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { copyButton } from "../ui/copy-button.ts";
import { commitLink, fileLink, link } from "../ui/links.ts";
import { richText } from "../ui/rich-text.ts";
import { emptyNote, factList, fold } from "../ui/section.ts";
import { host } from "./host.ts";

/** More changed files than this are folded. */
const manyFiles = 5;

/** The commit that a version was made at, and what was not committed then. */
export function codeFacts(git: GitState | undefined, version: VersionId): TemplateResult {
  if (!git) return emptyNote(l10n.t("No commit recorded."));
  const { commit, subject, author, committedAt, branch, tag, remote, submodules = [] } = git;
  return factList([
    [
      l10n.t("Commit"),
      html`<span class="with-action"
          >${commitLink(commit)}${copyButton(commit, {
            label: l10n.t("Copy commit hash"),
            copied: l10n.t("Commit hash copied"),
          })}</span
        >
        ${subject}
        <div class="muted">
          <span title=${author.email ?? nothing}>${author.name}</span>, ${age(committedAt)}
        </div>`,
    ],
    [
      l10n.t("Branch"),
      branch ?? html`<span class="muted">${l10n.t("None (detached HEAD)")}</span>`,
    ],
    ...(tag ? ([[l10n.t("Tag"), tag]] as const) : []),
    ...(remote ? ([[l10n.t("Remote"), remote]] as const) : []),
    [l10n.t("Uncommitted"), uncommitted(git, version)],
    ...(submodules.length > 0
      ? ([[l10n.t("Submodules"), submoduleList(submodules)]] as const)
      : []),
  ]);
}

function submoduleList(submodules: NonNullable<GitState["submodules"]>): TemplateResult {
  return html`<ul>
    ${submodules.map(
      ({ path, commit, changed }) =>
        html`<li>
          ${richText(l10n.t("{0} at {1}"), fileLink(path), shortCommit(commit))}${
            changed ? html` <span class="badge">${l10n.t("changed")}</span>` : nothing
          }
        </li>`,
    )}
  </ul>`;
}

function uncommitted(
  { state, unknownReason, dirty }: GitState,
  version: VersionId,
): TemplateResult {
  if (state === "unknown") {
    return html`<span class="badge">${l10n.t("Unknown")}</span>
      ${unknownReason ?? l10n.t("git could not tell")}`;
  }
  if (!dirty) return html`<span class="muted">${l10n.t("Nothing")}</span>`;
  const leftOut = new Set(dirty.leftOut);
  const files = html`<ul>
    ${dirty.files.map(
      (path) =>
        html`<li>
          ${fileLink(path)}${
            leftOut.has(path)
              ? html` <span class="muted">${l10n.t("(not in the patch)")}</span>`
              : nothing
          }
        </li>`,
    )}
  </ul>`;
  const number = dirty.files.length;
  const summary =
    number === 1
      ? l10n.t("1 file with changes that are not in the commit")
      : l10n.t("{0} files with changes that are not in the commit", formatNumber(number));
  const patch = dirty.patch
    ? link(l10n.t("Show patch"), l10n.t("Show the changes that were not committed"), () => {
        host.send({ type: "open-patch", version });
      })
    : html`<span class="muted">${l10n.t("the changes themselves were not kept")}</span>`;
  return html`${summary} · ${patch}
  ${number > manyFiles ? fold(l10n.t("Show {0} files", formatNumber(number)), files) : files}`;
}
