import { html, nothing, type TemplateResult } from "lit";
import type { ModelDescription } from "../../src/core/model/inspection.ts";
import { frameworkName } from "../../src/core/text/display-names.ts";
import { count, formatBytes } from "../../src/core/text/format.ts";
import type { ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { versionLink } from "../ui/links.ts";
import { formatCount } from "../ui/numbers.ts";
import { factList, section } from "../ui/section.ts";
import { signatureTable } from "../ui/signature.ts";
import { safety, verdictBadge } from "../ui/verdict.ts";
import { filesSection } from "./files.ts";
import { host } from "./host.ts";
import type { InspectSnapshot, VersionPlace } from "./protocol.ts";
import type { ChangeState, InspectPageState } from "./state.ts";
import { tensorSection } from "./tensors.ts";

/** Renders the page about a model file or folder. */
export function inspectView(
  snapshot: InspectSnapshot,
  state: InspectPageState,
  change: ChangeState,
): TemplateResult {
  const { description, path, files } = snapshot;
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return html`${pageHeader(name, verdictBadge(description.verdict), actions(snapshot))}
  ${overview(snapshot)} ${section("Safety", safety(description))} ${signatureSection(description)}
  ${files.length > 0 ? filesSection(files) : nothing} ${tensorSection(snapshot, state, change)}
  ${metadataSection(description)}`;
}

function actions({ canRegister }: InspectSnapshot): readonly ActionButton[] {
  if (!canRegister) return [];
  const register = (): void => {
    host.send({ type: "register" });
  };
  return [{ label: "Register model…", icon: "add", primary: true, run: register }];
}

function overview({
  description,
  size,
  bytesRead,
  formatName,
  path,
  registered,
  sameBytes = [],
}: InspectSnapshot): TemplateResult {
  const { formatVersion, framework, frameworkVersion, producer, task, architecture } = description;
  const { parameterCount, dtypes, quantisation, opsets } = description;
  const known = (facts: readonly (readonly [string, unknown])[]): TemplateResult =>
    factList(facts.filter(([, value]) => value !== undefined && value !== "" && value !== false));
  return html`<section aria-label="Overview">
    <div class="columns">
      ${known([
        ["Format", [formatName, formatVersion].filter(Boolean).join(" ")],
        [
          "Framework",
          [framework && frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
        ],
        ["Produced by", producer],
        ["File", path],
        ["Registered as", registered && registeredAs(registered)],
        [registered ? "Same bytes in" : "Registered as", sameBytes.length > 0 && list(sameBytes)],
      ])}
      ${known([
        ["Architecture", architecture],
        ["Task", task],
        ["Parameters", parameterCount ? formatCount(parameterCount) : undefined],
        ["Types", dtypes?.join(", ")],
        ["Quantisation", quantisation],
      ])}
      ${known([
        [
          "Size",
          // Worth saying only of large files: how little of them it took.
          bytesRead < size / 2
            ? html`${formatBytes(size)} <span class="muted">(${formatBytes(bytesRead)} read)</span>`
            : formatBytes(size),
        ],
        [
          "Operator sets",
          opsets &&
            Object.entries(opsets)
              .map(([domain, version]) => `${domain} ${version}`)
              .join(", "),
        ],
      ])}
    </div>
  </section>`;
}

/** `fraud 4 — Production`, and whether the file is still what was registered. */
function registeredAs({
  version,
  bytes,
}: NonNullable<InspectSnapshot["registered"]>): TemplateResult {
  const state = {
    same: nothing,
    modified: html`<div class="muted">${icon("diff-modified")} The file has changed since.</div>`,
    unsure: html`<div class="muted">The file may have changed since.</div>`,
  }[bytes];
  return html`${versionLink(version)} — ${version.stage} ${state}`;
}

/** Versions that have the same bytes. */
function list(versions: readonly VersionPlace[]): TemplateResult {
  return html`<ul>
    ${versions.map((version) => html`<li>${versionLink(version)} — ${version.stage}</li>`)}
  </ul>`;
}

function signatureSection({ signature }: ModelDescription): TemplateResult | typeof nothing {
  if (!signature) return nothing;
  const { inputs, outputs } = signature;
  return section(
    "Signature",
    signatureTable(signature),
    html`<p class="muted">${count(inputs.length, "input")}, ${count(outputs.length, "output")}</p>`,
  );
}

function metadataSection({ metadata }: ModelDescription): TemplateResult | typeof nothing {
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return nothing;
  return section("Metadata", factList(entries, "facts-columns"));
}
