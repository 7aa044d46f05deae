import * as z from "zod";
import { Digests, digestText } from "./data/digests.ts";
import { Uri } from "./data/uri.ts";
import { Sha256 } from "./ids.ts";

/** Purpose of a file of a version. */
export const ArtifactRole = z.enum([
  "model",
  "preprocessor",
  "config",
  "evaluation",
  "report",
  "example",
]);
export type ArtifactRole = z.infer<typeof ArtifactRole>;

/** Immutable bytes in the artifact store. */
export const StoredBytes = z.lazy(() =>
  z.object({ sha256: Sha256, size: z.int().min(0) }).readonly(),
);
export type StoredBytes = z.infer<typeof StoredBytes>;

const deviceNames = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/**
 * Returns true if a relative path with `/` separators names the same file on every platform: no
 * empty, `.` or `..` component, no control or reserved character, no Windows device name, no
 * trailing dot or space.
 */
export function isPortablePath(path: string): boolean {
  if (path.length === 0 || path.length > 1024) return false;
  return path.split("/").every(
    (part) =>
      part !== "" &&
      part !== "." &&
      part !== ".." &&
      // eslint-disable-next-line no-control-regex -- control characters are what this looks for
      !/[\u0000-\u001f<>:"\\|?*]/.test(part) &&
      !/[. ]$/.test(part) &&
      !deviceNames.test(part),
  );
}

const file = {
  /** Path of the file in an export of the version: relative, `/` separators. */
  path: z.string().refine(isPortablePath, "must be a portable relative path"),
  role: ArtifactRole,
};

/** A file of a model version whose bytes are in the artifact store. */
export const HeldArtifact = z.lazy(() =>
  z
    .object({
      ...file,
      held: z.undefined().optional(),
      sha256: Sha256,
      /** Bytes. */
      size: z.int().min(0),
    })
    .readonly(),
);
export type HeldArtifact = z.infer<typeof HeldArtifact>;

/** A file of a model version that is kept elsewhere, and that this registry only refers to. */
export const ReferencedArtifact = z.lazy(() =>
  z
    .object({
      ...file,
      held: z.literal(false),
      uri: Uri,
      /** Known digests of the bytes at the URI; may be empty. */
      digests: Digests,
      /** Bytes. */
      size: z.int().min(0).optional(),
    })
    .readonly(),
);
export type ReferencedArtifact = z.infer<typeof ReferencedArtifact>;

/** A file of a model version. */
export const Artifact = z.union([HeldArtifact, ReferencedArtifact]);
export type Artifact = z.infer<typeof Artifact>;

export function isHeld(artifact: Artifact): artifact is HeldArtifact {
  return artifact.held !== false;
}

/** Returns the SHA-256 of a file, if it is known. */
export function artifactSha256(artifact: Artifact): Sha256 | undefined {
  return isHeld(artifact) ? artifact.sha256 : artifact.digests.sha256;
}

/** Returns the identity of a file: its SHA-256, else another digest, else its URI. */
export function artifactIdentity(artifact: Artifact): string {
  if (isHeld(artifact)) return artifact.sha256;
  return digestText(artifact.digests) ?? artifact.uri;
}

/**
 * Returns the text whose SHA-256 is the digest of a whole version: one line `<identity>  <path>` an
 * artifact, ordered by path (UTF-16 code units). Of files with a SHA-256 the lines are those of
 * `sha256sum`, so the digest can be checked with coreutils alone.
 */
export function artifactManifest(artifacts: readonly Artifact[]): string {
  return artifacts
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((artifact) => `${artifactIdentity(artifact)}  ${artifact.path}\n`)
    .join("");
}

/** Returns the artifact that stands for the version: the first with role `model`. */
export function primaryArtifact<A extends Pick<Artifact, "role">>(
  artifacts: readonly A[],
): A | undefined {
  return artifacts.find((artifact) => artifact.role === "model") ?? artifacts[0];
}
