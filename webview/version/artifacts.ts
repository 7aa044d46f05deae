import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { isHeld, type Artifact } from "../../src/core/model/artifact.ts";
import { digestText } from "../../src/core/model/data/digests.ts";
import { fileCount } from "../../src/core/text/counts.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { digest, digestTextsOf } from "../ui/digest.ts";
import { section } from "../ui/section.ts";
import { sortableHeader, sortRows } from "../ui/sortable.ts";
import type { VersionSnapshot } from "./protocol.ts";
import type { ChangeState, VersionPageState } from "./state.ts";

/** The files that are the version. */
export function artifactSection(
  { artifacts, awayFiles, version }: VersionSnapshot,
  { artifacts: sorting }: VersionPageState,
  change: ChangeState,
): TemplateResult {
  const onSort = (next: VersionPageState["artifacts"]): void => {
    change({ artifacts: next });
  };
  return section(
    l10n.t("Artifacts"),
    html`<div class="table-scroll">
      <table>
        <thead>
          <tr>
            ${sortableHeader({ label: l10n.t("File"), column: "path", sorting, onSort })}
            ${sortableHeader({ label: l10n.t("Role"), column: "role", sorting, onSort })}
            ${sortableHeader({ label: l10n.t("Size"), column: "size", sorting, onSort, numeric: true })}
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${sortRows(artifacts, sorting, (artifact, column) => artifact[column]).map(
            (artifact) =>
              html`<tr>
                <th scope="row">
                  ${artifact.path}${
                    awayFiles.includes(artifact.path)
                      ? html` <span class="muted">· ${l10n.t("not downloaded")}</span>`
                      : nothing
                  }
                </th>
                <td>${artifact.role}</td>
                <td class="number">
                  ${artifact.size === undefined ? "–" : formatBytes(artifact.size)}
                </td>
                <td>${identity(artifact)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
    html`<p class="muted">${fileCount(artifacts.length)}, ${formatBytes(version.size)}</p>`,
  );
}

function identity(artifact: Artifact): TemplateResult {
  if (isHeld(artifact)) return digest(artifact.sha256, digestTextsOf(artifact.path));
  const known = digestText(artifact.digests);
  return html`${known === undefined ? "" : digest(known, digestTextsOf(artifact.path))}
    <div class="muted">${l10n.t("By reference: {0}", artifact.uri)}</div>`;
}
