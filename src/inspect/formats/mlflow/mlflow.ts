import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FolderFormat,
  type FolderToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { parseValue } from "../../encodings/parse-json.ts";
import { parseYaml } from "../../encodings/parse-yaml.ts";
import { classifyImport } from "../../encodings/pickle/classify-import.ts";
import { readBeside } from "../../encodings/read-beside.ts";
import { readSignature } from "./signature.ts";

const Flavour = z.record(z.string(), z.unknown());
type Flavour = z.infer<typeof Flavour>;
const Manifest = z.looseObject({
  flavors: z.record(z.string(), Flavour.nullable()),
  mlflow_version: z.string().optional(),
  signature: z.record(z.string(), z.unknown()).nullish(),
});
type Manifest = z.infer<typeof Manifest>;

const pythonFunction = "python_function";

/** Flavours that are called otherwise than their framework. */
const frameworks: Readonly<Record<string, string>> = { sklearn: "scikit-learn" };

/** An MLflow model: a folder with a file `MLmodel`. https://mlflow.org/docs/latest/ml/model/ */
export const mlflow: FolderFormat = {
  id: "mlflow",

  recognise: ({ paths }) => paths.includes("MLmodel"),

  async read(folder: FolderToRead): Promise<Reading> {
    const text = await readBeside(folder.inside, "MLmodel", folder.signal);
    if (text === undefined) throw new Unreadable("There is no file MLmodel");
    const manifest = parseValue(parseYaml(text, "MLmodel"), Manifest, "MLmodel");
    const python = manifest.flavors[pythonFunction] ?? undefined;
    const loader = textIn(python, "loader_module");
    const findings = [
      ...(loader === undefined ? [] : loaderFindings(loader)),
      ...codeFindings(folder, manifest),
      ...(await pathFindings(folder, manifest)),
      ...pickles(folder),
    ];
    const signature = readSignature(manifest.signature ?? {});
    return {
      description: {
        ...describeFlavour(manifest),
        ...(manifest.mlflow_version !== undefined && {
          producer: `mlflow ${manifest.mlflow_version}`,
        }),
        ...(signature && { signature }),
        ...(loader !== undefined && { imports: [loader] }),
        metadata: metadataOf(manifest),
        verdict: verdictFrom(findings, python !== undefined),
      },
      findings,
    };
  },
};

/** The flavour besides `python_function`, which is what the model was made with. */
function describeFlavour({ flavors }: Manifest): { framework?: string; frameworkVersion?: string } {
  const found = Object.entries(flavors).find(([name]) => name !== pythonFunction);
  if (!found) return {};
  const [name, flavour] = found;
  const version = Object.entries(flavour ?? {}).find(([key]) => key.endsWith("_version"))?.[1];
  return {
    framework: Object.hasOwn(frameworks, name) ? (frameworks[name] ?? name) : name,
    ...(typeof version === "string" && { frameworkVersion: version }),
  };
}

function metadataOf(manifest: Manifest): Record<string, string> {
  const entries: [string, unknown][] = [
    ["flavors", Object.keys(manifest.flavors).sort().join(", ")],
    ["python_version", manifest.flavors[pythonFunction]?.["python_version"]],
    ...["run_id", "model_uuid", "utc_time_created", "artifact_path"].map(
      (key): [string, unknown] => [key, manifest[key]],
    ),
  ];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** `mlflow.pyfunc.load_model` imports this module and calls it. */
function loaderFindings(module: string): Finding[] {
  if (/^mlflow\.\w+(\.|$)/.test(module)) return [];
  const { level, reason } = classifyImport(module, "_load_pyfunc");
  const isDangerous = level === "dangerous";
  return [
    {
      code: "mlflow-loader-module",
      severity: isDangerous ? "danger" : "warning",
      message: `Loading imports the module ${module} and calls it${isDangerous && reason !== undefined ? `; it ${reason}` : ""}.`,
      where: "MLmodel, loader_module",
    },
  ];
}

/** Code in the folder is put on Python's path before anything is loaded. */
function codeFindings({ paths }: FolderToRead, { flavors }: Manifest): Finding[] {
  const folders = Object.values(flavors).flatMap((flavour) => textIn(flavour, "code") ?? []);
  const files = paths.filter((path) => path.endsWith(".py"));
  if (folders.length === 0 && files.length === 0) return [];
  return [
    {
      code: "mlflow-code",
      severity: "warning",
      message: "The model brings Python code along, which runs when it is loaded.",
      where: [...new Set([...folders, ...files])].slice(0, 10).join(", "),
    },
  ];
}

const pathKeys = ["model_path", "code", "data", "python_model", "pickled_model"];

/** Paths of the manifest lead to files of the folder, or to others of the machine. */
async function pathFindings({ inside }: FolderToRead, { flavors }: Manifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const flavour of Object.values(flavors)) {
    // Of model_code_path, where the code was, only the name counts (mlflow/pyfunc/model.py, _load_context_model_and_signature).
    for (const key of pathKeys) {
      const path = textIn(flavour, key);
      if (path === undefined || path === "" || (await inside.open(path)) !== "outside") continue;
      findings.push({
        code: "mlflow-path-outside",
        severity: "danger",
        message: `${key} leads out of the model's folder (${path}), so loading reads another file of the machine.`,
        where: `MLmodel, ${key}`,
      });
    }
  }
  return findings;
}

function pickles({ paths }: FolderToRead): Finding[] {
  const files = paths.filter((path) => /\.(pkl|pickle|joblib|dill)$/i.test(path));
  if (files.length === 0) return [];
  return [
    {
      code: "mlflow-pickle",
      severity: "info",
      message: "The model is a pickle: loading it calls what the pickle names.",
      where: files.slice(0, 10).join(", "),
    },
  ];
}

function textIn(flavour: Flavour | null | undefined, key: string): string | undefined {
  const value = flavour?.[key];
  return typeof value === "string" ? value : undefined;
}
