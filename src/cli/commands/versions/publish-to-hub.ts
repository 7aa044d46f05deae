import { versionTitle } from "../../../core/state/version.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import { parseHubAddress } from "../../../registry/interchange/hub-address.ts";
import { hubServer } from "../../../registry/interchange/hub-server.ts";
import {
  previewHubPublication,
  publishToHub,
  type HubPublication,
} from "../../../registry/interchange/publish-hub.ts";
import { CliError } from "../../failure.ts";
import { noteFormerName } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import type { Session } from "../../run.ts";

/** Publishes a version to a hub, or says what that would do. */
export async function publishVersionToHub(
  { registry, output, task }: Session,
  reference: string,
  destination: string,
  { dryRun, isPublic }: { readonly dryRun: boolean; readonly isPublic: boolean },
): Promise<void> {
  const to = parseHubAddress(destination);
  if (!to) throw new CliError({ reason: "no-hub-address", text: destination });
  const request = { reference, server: await hubServer(process.env), to, isPublic };
  const done = dryRun
    ? await previewHubPublication(registry, request, task)
    : await publishToHub(registry, request, task);
  noteFormerName(output, reference, done.version.model);
  const { version, ...rest } = done;
  const document = { version: versionDocument(version), ...rest };
  if (dryRun) output.answer(document, planLines(done));
  else output.done(document, [doneLine(done)]);
}

function planLines({
  version,
  place,
  branch,
  isNew,
  isPublic,
  uploads,
  present,
}: HubPublication): readonly string[] {
  const bytes = uploads.reduce((sum, { size }) => sum + size, 0);
  const kind = isPublic ? "public" : "private";
  return [
    `${versionTitle(version)} at ${place}`,
    `  repository  ${isNew ? `a new one, ${kind}` : `is there, branch ${branch}`}`,
    `  files       ${count(uploads.length, "file")} to upload (${formatBytes(bytes)})${present > 0 ? `, ${present} there already` : ""}`,
    ...uploads.map(({ path }) => `              ${path}`),
  ];
}

function doneLine({ version, place, uploads, commit = "" }: HubPublication): string {
  const files =
    uploads.length === 0 ? "is there already" : `${count(uploads.length, "file")} uploaded`;
  return `${versionTitle(version)} is at ${place}, commit ${commit.slice(0, 7)}: ${files}`;
}
