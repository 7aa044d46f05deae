import { html, nothing, type TemplateResult } from "lit";
import type { VersionId } from "../../src/core/model/ids.ts";
import type { GitState } from "../../src/core/model/recipe.ts";
import { count, shortCommit } from "../../src/core/text/format.ts";
import { age } from "../ui/age.ts";
import { copyButton } from "../ui/copy-button.ts";
import { commitLink, fileLink, link } from "../ui/links.ts";
import { emptyNote, factList, fold } from "../ui/section.ts";
import { host } from "./host.ts";

/** More changed files than this are folded. */
const manyFiles = 5;

/** The commit that a version was made at, and what was not committed then. */
export function codeFacts(git: GitState | undefined, version: VersionId): TemplateResult {
  if (!git) return emptyNote("No commit recorded.");
  const { commit, subject, author, committedAt, branch, tag, remote, submodules = [] } = git;
  return factList([
    [
      "Commit",
      html`<span class="with-action"
          >${commitLink(commit)}${copyButton(commit, "commit hash")}</span
        >
        ${subject}
        <div class="muted">
          <span title=${author.email ?? nothing}>${author.name}</span>, ${age(committedAt)}
        </div>`,
    ],
    ["Branch", branch ?? html`<span class="muted">None (detached HEAD)</span>`],
    ...(tag ? ([["Tag", tag]] as const) : []),
    ...(remote ? ([["Remote", remote]] as const) : []),
    ["Uncommitted", uncommitted(git, version)],
    ...(submodules.length > 0 ? ([["Submodules", submoduleList(submodules)]] as const) : []),
  ]);
}

function submoduleList(submodules: NonNullable<GitState["submodules"]>): TemplateResult {
  return html`<ul>
    ${submodules.map(
      ({ path, commit, changed }) =>
        html`<li>
          ${fileLink(path)} at
          ${shortCommit(commit)}${changed ? html` <span class="badge">changed</span>` : nothing}
        </li>`,
    )}
  </ul>`;
}

function uncommitted(
  { state, unknownReason, dirty }: GitState,
  version: VersionId,
): TemplateResult {
  if (state === "unknown") {
    return html`<span class="badge">Unknown</span> ${unknownReason ?? "git could not tell"}`;
  }
  if (!dirty) return html`<span class="muted">Nothing</span>`;
  const leftOut = new Set(dirty.leftOut);
  const files = html`<ul>
    ${dirty.files.map(
      (path) =>
        html`<li>
          ${fileLink(path)}${
            leftOut.has(path) ? html` <span class="muted">(not in the patch)</span>` : nothing
          }
        </li>`,
    )}
  </ul>`;
  const summary = count(dirty.files.length, "file");
  const patch = dirty.patch
    ? link("Show patch", "Show the changes that were not committed", () => {
        host.send({ type: "open-patch", version });
      })
    : html`<span class="muted">the changes themselves were not kept</span>`;
  return html`${summary} with changes that are not in the commit · ${patch}
  ${dirty.files.length > manyFiles ? fold(`Show ${summary}`, files) : files}`;
}
