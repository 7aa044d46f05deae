import { html, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/format.ts";
import type { VersionSnapshot } from "../protocol.ts";
import { digest } from "../ui/digest.ts";
import { section } from "../ui/section.ts";
import { sortableHeader, sortRows } from "../ui/sortable.ts";
import type { ChangeState, VersionPageState } from "./state.ts";

/** The files that are the version. */
export function artifactSection(
  { artifacts, version }: VersionSnapshot,
  { artifacts: sorting }: VersionPageState,
  change: ChangeState,
): TemplateResult {
  const onSort = (next: VersionPageState["artifacts"]): void => {
    change({ artifacts: next });
  };
  return section(
    "Artifacts",
    html`<div class="table-scroll">
      <table>
        <thead>
          <tr>
            ${sortableHeader({ label: "File", column: "path", sorting, onSort })}
            ${sortableHeader({ label: "Role", column: "role", sorting, onSort })}
            ${sortableHeader({ label: "Size", column: "size", sorting, onSort, numeric: true })}
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${sortRows(artifacts, sorting, (artifact, column) => artifact[column]).map(
            (artifact) =>
              html`<tr>
                <th scope="row">${artifact.path}</th>
                <td>${artifact.role}</td>
                <td class="number">${formatBytes(artifact.size)}</td>
                <td>${digest(artifact.sha256, `SHA-256 of ${artifact.path}`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
    html`<p class="muted">${count(artifacts.length, "file")}, ${formatBytes(version.size)}</p>`,
  );
}
