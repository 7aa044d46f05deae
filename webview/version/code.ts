import { html, nothing, type TemplateResult } from "lit";
import { count } from "../../src/core/format.ts";
import type { VersionId } from "../../src/core/ids.ts";
import type { GitState } from "../../src/core/recipe.ts";
import { age } from "../ui/age.ts";
import { copyButton } from "../ui/copy-button.ts";
import { send } from "../ui/host.ts";
import { commitLink, fileLink, link } from "../ui/links.ts";
import { emptyNote, factList, fold } from "../ui/section.ts";

/** More changed files than this are folded. */
const manyFiles = 5;

/** The commit that a version was made at, and what was not committed then. */
export function codeFacts(git: GitState | undefined, version: VersionId): TemplateResult {
  if (!git) return emptyNote("No commit recorded.");
  const { commit, subject, author, committedAt, branch, tag, remote, dirty } = git;
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
    ["Uncommitted", dirty ? uncommitted(dirty, version) : html`<span class="muted">Nothing</span>`],
  ]);
}

function uncommitted(dirty: NonNullable<GitState["dirty"]>, version: VersionId): TemplateResult {
  const files = html`<ul>
    ${dirty.files.map((path) => html`<li>${fileLink(path)}</li>`)}
  </ul>`;
  const summary = count(dirty.files.length, "file");
  const patch = dirty.patch
    ? link("Show patch", "Show the changes that were not committed", () => {
        send({ type: "open-patch", version });
      })
    : html`<span class="muted">the changes themselves were not kept</span>`;
  return html`${summary} with changes that are not in the commit · ${patch}
  ${dirty.files.length > manyFiles ? fold(`Show ${summary}`, files) : files}`;
}
