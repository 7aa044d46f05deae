import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FolderFormat,
  type FolderToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readBeside } from "../../encodings/read-beside.ts";
import { coreml } from "./coreml.ts";

const manifestName = "Manifest.json";

const Manifest = z.looseObject({
  itemInfoEntries: z.record(z.string(), z.looseObject({ path: z.string() })),
  rootModelIdentifier: z.string(),
});

/**
 * A Core ML package: a manifest, the model, and the weights in a file of their own.
 * https://apple.github.io/coremltools/docs-guides/source/convert-to-ml-program.html
 */
export const coremlPackage: FolderFormat = {
  id: "coreml-package",

  recognise: ({ name, paths }) =>
    paths.includes(manifestName) &&
    (name.toLowerCase().endsWith(".mlpackage") ||
      paths.some((path) => path.startsWith("Data/") && path.endsWith(".mlmodel"))),

  async read(folder: FolderToRead): Promise<Reading> {
    const { inside, signal } = folder;
    const text = await readBeside(inside, manifestName, signal);
    if (text === undefined) throw new Unreadable(`${manifestName} cannot be read`);
    const manifest = parseJson(text, Manifest, manifestName);
    const path = manifest.itemInfoEntries[manifest.rootModelIdentifier]?.path;
    if (path === undefined) throw new Unreadable("The manifest names no model", manifestName);
    const where = `Data/${path}`;
    const source = await inside.open(where);
    if (source === "outside")
      return { description: { verdict: "dangerous" }, findings: [outside(path)] };
    if (source === "absent")
      throw new Unreadable("The model that the manifest names is not there", where);
    const beside = { ...folder, source, head: new Uint8Array(), beside: inside };
    const reading = await coreml.read(beside);
    const findings = [
      ...(reading.findings ?? []),
      ...missingItems(folder, manifest.itemInfoEntries),
    ];
    const isComplete = findings.length === (reading.findings ?? []).length;
    const verdict = verdictFrom(findings, reading.description.verdict === "needs-code");
    return {
      ...reading,
      description: {
        ...reading.description,
        verdict: isComplete || verdict === "dangerous" ? verdict : "unreadable",
      },
      findings,
    };
  },
};

/** Items that the manifest names, of which there is no file: an item may be a folder. */
function missingItems(
  { paths }: FolderToRead,
  entries: Readonly<Record<string, { path: string }>>,
): Finding[] {
  return Object.values(entries)
    .map(({ path }) => path)
    .filter((path) => {
      const full = `Data/${path}`;
      return !paths.some((found) => found === full || found.startsWith(`${full}/`));
    })
    .map((path) => ({
      code: "coreml-item-missing",
      severity: "warning",
      message: "A part that the manifest names is not there, so the model is not complete.",
      where: path,
    }));
}

function outside(path: string): Finding {
  return {
    code: "coreml-path-outside",
    severity: "danger",
    message:
      "The manifest names a model outside the package, so loading reads another file of the machine.",
    where: path,
  };
}
