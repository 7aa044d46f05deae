import { EventId } from "../core/model/ids.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { versionTitle } from "../core/state/version.ts";
import { pendingApprovals } from "../registry/versions/pending-approvals.ts";
import { CliError } from "./failure.ts";
import { stageOf, versionOf } from "./references.ts";
import type { Session } from "./run.ts";

type Tools = Pick<Session, "registry" | "output">;

/** Forms of a `<request>`, for the help. */
export const requestHelp = "the request's id, or a reference of the version";

/**
 * Returns the request that is meant: by its id, or the one that is open for a version.
 *
 * @param orClosed if none is open, the last one that was closed
 * @throws RegistryError `unknown-request` if there is none, `invalid-request` if there are
 *   several
 */
export async function openRequest(
  { registry, output }: Tools,
  text: string,
  to: string | undefined,
  orClosed = false,
): Promise<EventId> {
  const id = EventId.safeParse(text);
  if (id.success && (await registry.read((state) => state.approvalRequest(id.data)))) {
    return id.data;
  }
  const version = await versionOf({ registry, output }, text);
  const stage = to === undefined ? undefined : await stageOf(registry, to);
  const open = (await pendingApprovals(registry, {})).filter(
    ({ request }) => request.version === version.id && (stage ?? request.to) === request.to,
  );
  const [only] = open;
  if (only && open.length === 1) return only.request.id;
  const last =
    !only && orClosed
      ? await registry.read((state) => state.lastRequest(version.id, stage))
      : undefined;
  if (last) return last.id;
  throw new RegistryError(
    only
      ? {
          code: "invalid-request",
          reason: "several-requests-open",
          title: versionTitle(version),
          stages: open.map(({ request }) => request.to),
        }
      : { code: "unknown-request", reason: "no-request-open", title: versionTitle(version) },
  );
}

/**
 * Returns the only request that is open.
 *
 * @throws CliError if none is, or several are
 */
export async function onlyRequest({ registry }: Tools, to: string | undefined): Promise<EventId> {
  const stage = to === undefined ? undefined : await stageOf(registry, to);
  const open = (await pendingApprovals(registry, {})).filter(
    ({ request }) => (stage ?? request.to) === request.to,
  );
  const [only] = open;
  if (only && open.length === 1) return only.request.id;
  throw new CliError({
    reason: "not-understood",
    problem: `no request is named, and ${open.length === 0 ? "none is" : "several are"} open`,
    help: "model-registry approvals --help",
  });
}
