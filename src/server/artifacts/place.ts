import { isPortablePath } from "../../core/model/artifact.ts";
import { EventId, VersionId } from "../../core/model/ids.ts";
import { RunId } from "../../core/model/run.ts";
import { invalidParameter } from "../http/mlflow-error.ts";

/** Owner of files that clients name by paths of the artifact proxy. */
export type ArtifactOwner =
  | { readonly kind: "run"; readonly run: RunId }
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "version"; readonly version: VersionId };

/** A file or folder of an owner; the path is empty for all of them. */
export interface ArtifactPlace {
  readonly owner: ArtifactOwner;
  readonly path: string;
}

/**
 * Returns the part of a URL behind a prefix, decoded once.
 *
 * @throws MlflowError if it is not encoded as URLs are
 */
export function decodedPath(encoded: string): string {
  try {
    return encoded
      .split("/")
      .map((part) => decodeURIComponent(part))
      .join("/");
  } catch {
    throw invalidParameter("Invalid path: it is not percent-encoded as it must be.");
  }
}

/**
 * Parses a path of the artifact proxy: `<experiment>/<run>/artifacts/…`,
 * `<experiment>/models/<model>/artifacts/…` or `versions/<id>/artifacts/…`. The path in it is one that names the
 * same file on every platform and leads nowhere else.
 *
 * @throws MlflowError
 */
export function parsePlace(text: string): ArtifactPlace {
  const path = text.replace(/\/+$/, "");
  if (!isPortablePath(path)) throw invalidParameter("Invalid path");
  const parts = path.split("/");
  const [first = "", second = "", third = "", fourth] = parts;
  if (first === "versions") {
    const id = EventId.safeParse(second);
    if (!id.success || third !== "artifacts") {
      throw invalidParameter("Invalid path: it names no version.");
    }
    const version = VersionId.parse(id.data);
    return { owner: { kind: "version", version }, path: parts.slice(3).join("/") };
  }
  if (second === "models" && third !== "" && fourth === "artifacts") {
    return { owner: { kind: "model", model: third }, path: parts.slice(4).join("/") };
  }
  if (second !== "" && third === "artifacts") {
    return { owner: { kind: "run", run: RunId.parse(second) }, path: parts.slice(3).join("/") };
  }
  throw invalidParameter("Invalid path: it names no run, logged model or version.");
}
