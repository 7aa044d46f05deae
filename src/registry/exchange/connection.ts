import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { SharingRule } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { PostgresAddress } from "../../core/remotes/postgres-address.ts";
import { maskedAddress, parseRemoteAddress } from "../../core/remotes/remote-address.ts";
import { findGit } from "../../provenance/git/find-git.ts";
import { openRepository } from "../../provenance/git/git-repository.ts";
import type { Remote } from "../../remotes/contract/remote.ts";
import { makeCacheFolder } from "../../storage/files/cache-folder.ts";
import { isRemoteApproved } from "./approved-remotes.ts";
import { givenKeys, givenPassword } from "./given-credentials.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** A remote that the policy names, found but not contacted. */
export interface NamedRemote {
  /** The address as the policy has it. */
  readonly named: string;
  /** The place that would be contacted, without secrets: for texts. */
  readonly address: string;
  /** SHA-256 of the exact place. */
  readonly key: string;
  /** The exact place, which the person approves. */
  readonly url: string;
  readonly kind: "folder" | "git" | "postgres" | "s3";
  /** Branch of a git repository, where it is not the one by default. */
  readonly branch?: string;
}

/** A remote that may be contacted. */
export interface Connection extends NamedRemote {
  readonly remote: Remote;
  readonly offline: SharingRule["offline"];
}

/**
 * Returns the remote that an address means from this folder. Contacts nobody.
 *
 * @throws RegistryError `invalid-request`
 */
export async function findRemote(folder: string, named: string): Promise<NamedRemote> {
  const parsed = parseRemoteAddress(named);
  if (parsed === "secret") {
    throw new RegistryError({ code: "invalid-request", reason: "remote-address-secret" });
  }
  if (parsed === "invalid") {
    const address = maskedAddress(named);
    throw new RegistryError({ code: "invalid-request", reason: "remote-address-invalid", address });
  }
  switch (parsed.kind) {
    case "folder":
      return namedRemote("folder", named, resolve(folder, parsed.path));
    case "git":
      return namedRemote("git", named, parsed.url, parsed.branch);
    case "s3":
      return namedRemote("s3", named, named);
    case "postgres":
      return namedRemote("postgres", named, absoluteObjects(folder, named, parsed));
    case "git-name":
      return namedRemote("git", named, await urlOfGitRemote(folder, parsed.name), parsed.branch);
  }
}

/**
 * Returns the remote of a registry, ready to be contacted; undefined if its policy names none.
 *
 * @throws RegistryError `remote-not-approved`, `read-only` in Restricted Mode, `invalid-policy`
 */
export async function connect(registry: SharedRegistry): Promise<Connection | undefined> {
  const { sharing } = requirePolicy(await registry.policy());
  if (!sharing) return undefined;
  registry.requireTrust();
  const found = await findRemote(registry.paths.folder, sharing.remote);
  if (!(await isRemoteApproved(registry.paths.folder, found.url))) {
    const { address } = found;
    throw new RegistryError({
      code: "remote-not-approved",
      reason: "remote-not-approved",
      address,
    });
  }
  return { ...found, remote: await openRemote(found), offline: sharing.offline };
}

/** @throws RegistryError `no-remote`, and as `connect` does */
export async function requireConnection(registry: SharedRegistry): Promise<Connection> {
  const connection = await connect(registry);
  if (connection) return connection;
  throw new RegistryError({ code: "no-remote", reason: "no-remote" });
}

/** Opens a remote that the person has approved. */
export async function openRemote({
  kind,
  url,
  address,
  key,
  branch,
}: NamedRemote): Promise<Remote> {
  if (kind === "folder") {
    const { openFolderRemote } = await import("../../remotes/folder/open-folder.ts");
    return openFolderRemote(url);
  }
  if (kind === "s3") return openBucket(address, url);
  if (kind === "postgres") return openDatabase(address, url);
  const binary = await findGit();
  if (binary === undefined) {
    throw new RegistryError({ code: "invalid-request", reason: "git-missing" });
  }
  const folder = join(await makeCacheFolder(), "git-remotes", `${key.slice(0, 32)}.git`);
  const { openGitRemote } = await import("../../remotes/git/open-git.ts");
  return openGitRemote({ url, address, branch, binary, folder });
}

async function openBucket(address: string, url: string): Promise<Remote> {
  const place = parseRemoteAddress(url);
  if (typeof place === "string" || place.kind !== "s3") {
    throw new RegistryError({ code: "invalid-request", reason: "remote-address-invalid", address });
  }
  const { openS3Remote } = await import("../../remotes/s3/open-s3.ts");
  return openS3Remote(address, place, givenKeys(url));
}

/** Returns the address of a database; a folder with its files by its absolute path. */
function absoluteObjects(folder: string, named: string, { objects }: PostgresAddress): string {
  const files = parseRemoteAddress(objects);
  if (typeof files === "string" || files.kind !== "folder") return named;
  return `${named.slice(0, named.length - objects.length)}${resolve(folder, files.path)}`;
}

async function openDatabase(address: string, url: string): Promise<Remote> {
  const place = parseRemoteAddress(url);
  if (typeof place === "string" || place.kind !== "postgres") {
    throw new RegistryError({ code: "invalid-request", reason: "remote-address-invalid", address });
  }
  const files = parseRemoteAddress(place.objects);
  const isFolder = typeof files !== "string" && files.kind === "folder";
  const [{ openPostgresRemote }, { objects }] = await Promise.all([
    import("../../remotes/postgres/open-postgres.ts"),
    isFolder
      ? import("../../remotes/folder/open-folder.ts").then(({ openFolderRemote }) =>
          openFolderRemote(files.path),
        )
      : openBucket(place.objects, place.objects),
  ]);
  return openPostgresRemote(address, place, objects, givenPassword(url));
}

function namedRemote(
  kind: NamedRemote["kind"],
  named: string,
  url: string,
  branch?: string,
): NamedRemote {
  const ending = branch === undefined ? "" : `#${branch}`;
  const key = createHash("sha256").update(`${url}${ending}`).digest("hex");
  const address = kind === "git" ? `git+${maskedAddress(url)}${ending}` : url;
  return { kind, named, url, key, address, ...(branch !== undefined && { branch }) };
}

/** @throws RegistryError `invalid-request` if there is no such remote */
async function urlOfGitRemote(folder: string, name: string): Promise<string> {
  const repository = await openRepository(folder, undefined);
  const entries = "git" in repository ? repository.config : [];
  const url = entries.findLast(({ key }) => key === `remote.${name}.url`)?.value;
  if (url === undefined || url === "" || !("git" in repository)) {
    throw new RegistryError({ code: "invalid-request", reason: "git-remote-unknown", name });
  }
  // A path is relative to the work tree.
  const isPlace = /^[a-z+]+:\/\/|^[^/\\]+@[^/\\]+:|^[A-Za-z]:[\\/]|^[\\/]/.test(url);
  return isPlace ? url : resolve(repository.top, url);
}
