import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Dataset } from "../../core/model/data/dataset.ts";
import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import { Uri } from "../../core/model/data/uri.ts";
import { fileProblem } from "../files/file-problem.ts";
import { truncate } from "../values/truncate.ts";
import { describeDataset } from "./dataset.ts";
import type { HashOptions } from "./hash-file.ts";

/** A dataset that is not in the workspace, and what its URI lost. */
export interface ElsewhereDataset {
  readonly dataset: Dataset;
  /** Reason for the parts of the URI that are not recorded. */
  readonly omitted?: string;
}

/**
 * Records where data is that is not on this machine. Nothing is read; user, password and signatures
 * of the URI are left out.
 *
 * @throws RegistryError `file-problem` if it is no URI
 */
export function describeUri(text: string): ElsewhereDataset {
  const { uri, removed } = withoutCredentials(text);
  const parsed = Uri.safeParse(uri);
  if (!parsed.success) {
    throw fileProblem({ file: uri, fault: { kind: "no-uri" }, advice: "write-uri" });
  }
  const [place = uri] = uri.split(/[?#]/);
  const name = truncate(basename(place.replace(/\/+$/, "")) || uri, 256);
  return {
    dataset: Dataset.parse({ name, uri: parsed.data, digests: {} }),
    ...(removed.length > 0 && { omitted: `left out of its URI: ${removed.join(", ")}` }),
  };
}

/**
 * Records a file or folder outside of the workspace that a person named: digest, size and rows like
 * those of others, and a `file:` URI in place of the path.
 *
 * @param path absolute
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function describeOutside(path: string, options: HashOptions = {}): Promise<Dataset> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const described = await describeDataset(folder, join(folder, basename(path)), options);
  const elsewhere = { ...described, path: undefined, uri: pathToFileURL(path).href };
  return Dataset.parse(elsewhere);
}
