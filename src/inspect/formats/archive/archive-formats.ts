import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readZipDirectory, type ZipDirectory } from "../../encodings/zip/directory.ts";
import { readEntry } from "../../encodings/zip/entry.ts";
import { directoryOf, isZip } from "../../encodings/zip/recognise-zip.ts";
import { describeArchive, judgeArchive } from "./judge-archive.ts";
import { readSkopsSchema } from "./skops.ts";
import { isTar, tarMembers } from "./tar-members.ts";
import { zipMembers } from "./zip-members.ts";

const zipFormats = /\.(npz|keras|pt|pth|ckpt|ptl|torchscript|skops|mar|pt2)$/i;

/** Zip of no known model format; its members are still judged one by one. */
export const zipArchive: FileFormat = {
  id: "zip",
  extensions: [".zip"],
  // One that is cut is what its name says.
  recognise: async (file) =>
    isZip(file.head) &&
    ((await directoryOf(file)) !== undefined || !zipFormats.test(file.source.name)),
  read: (file) => readZip(file),
};

/** A tar, whatever is in it. */
export const tarArchive: FileFormat = {
  id: "tar",
  extensions: [".tar"],
  recognise: ({ head }) => isTar(head),
  read: (file) => readTar(file),
};

/** NeMo, core/connectors/save_restore_connector.py: settings, and a checkpoint beside them. */
export const nemo: FileFormat = {
  id: "nemo",
  extensions: [".nemo"],
  recognise: ({ head, source }) => isTar(head) && /\.nemo$/i.test(source.name),
  read: async (file) => withFacts(await readTar(file), { framework: "nemo" }),
};

/** TorchServe, model-archiver: a handler, which is Python, and what it loads. */
export const torchServe: FileFormat = {
  id: "mar",
  extensions: [".mar"],
  recognise: async (file) => (await directoryOf(file))?.find("MAR-INF/MANIFEST.json") !== undefined,
  read: async (file) =>
    withFacts(await readZip(file, /^MAR-INF\//, true), { framework: "torchserve" }, [
      {
        code: "archive-runs-handler",
        severity: "info",
        message: "TorchServe runs the handler that the archive names when it serves the model.",
      },
    ]),
};

/** PyTorch, torch/package: pickles and the Python modules that they need. */
export const torchPackage: FileFormat = {
  id: "torch-package",
  extensions: [".pt", ".pth"],
  recognise: async (file) => (await directoryOf(file))?.find(".data/extern_modules") !== undefined,
  read: async (file) =>
    withFacts(await readZip(file, /(^|\/)\.data\/[^/]+$/), { framework: "pytorch" }),
};

/** PyTorch, torch/export/pt2_archive/constants.py: an exported program, compiled or not. */
export const exportedProgram: FileFormat = {
  id: "pt2",
  extensions: [".pt2"],
  recognise: async (file) => {
    const directory = await directoryOf(file);
    return (
      directory !== undefined &&
      (directory.find("archive_format") !== undefined ||
        directory.find("serialized_exported_program.json") !== undefined)
    );
  },
  read: async (file) =>
    withFacts(
      await readZip(
        file,
        /(^|\/)(data\/(weights|constants)\/[^/]+|byteorder|archive_format|archive_version|version|\.data\/[^/]+)$/,
      ),
      {
        framework: "pytorch",
      },
    ),
};

const maxSchema = 64 * 1024 * 1024;

/** skops, io/_persist.py: a schema that names what is made, and arrays beside it. */
export const skops: FileFormat = {
  id: "skops",
  extensions: [".skops"],
  recognise: async (file) => {
    const directory = await directoryOf(file);
    return (
      directory?.find("schema.json") !== undefined &&
      (/\.skops$/i.test(file.source.name) || (await hasSkopsVersion(file, directory)))
    );
  },
  async read(file) {
    const directory = await readZipDirectory(file.source, file.signal);
    const schema = readSkopsSchema(await schemaOf(file, directory));
    const reading = await readZip(file, /\.(bin|npy|npz)$/);
    const { description } = reading;
    const imports = [...new Set([...schema.imports, ...(description.imports ?? [])])];
    return {
      ...reading,
      description: {
        ...description,
        ...schema.facts,
        ...(imports.length > 0 && { imports }),
        verdict: worstVerdict([description.verdict, schema.verdict]),
      },
      findings: [...schema.findings, ...(reading.findings ?? [])],
    };
  },
};

async function schemaOf({ source }: FileToRead, directory: ZipDirectory): Promise<unknown> {
  const entry = directory.find("schema.json");
  if (entry === undefined) return undefined;
  const { bytes } = await readEntry(source, entry, maxSchema);
  return parseJson(Buffer.from(bytes).toString("utf8"), z.unknown(), "schema.json");
}

async function hasSkopsVersion(file: FileToRead, directory: ZipDirectory): Promise<boolean> {
  try {
    const schema = await schemaOf(file, directory);
    return typeof schema === "object" && schema !== null && "_skops_version" in schema;
  } catch {
    return false;
  }
}

/**
 * Judges a zip by its members.
 *
 * @param ownData the format's own files of numbers, which are no models by themselves
 * @param isItsModel whether the only model in it is what the archive is about
 */
export async function readZip(
  file: FileToRead,
  ownData?: RegExp,
  isItsModel = ownData === undefined,
): Promise<Reading> {
  const directory = await readZipDirectory(file.source, file.signal);
  const contents = zipMembers(file.source, directory, file.signal);
  return describeArchive(await judgeArchive(file, contents, ownData), { isItsModel });
}

async function readTar(file: FileToRead): Promise<Reading> {
  const contents = tarMembers(file.source, file.signal);
  return describeArchive(await judgeArchive(file, contents), { isItsModel: true });
}

function withFacts(
  reading: Reading,
  facts: Partial<Reading["description"]>,
  findings: readonly Finding[] = [],
): Reading {
  return {
    ...reading,
    description: { ...reading.description, ...facts },
    findings: [...(reading.findings ?? []), ...findings],
  };
}
