/** The registry as others see and change it: the command line, and another window. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Uri, workspace } from "vscode";
import * as z from "zod";
import { Stage } from "../../../src/core/model/ids.ts";
import type { VersionArgument } from "../../../src/editor/command-arguments.ts";
import { RemoteRegistry } from "../../../src/registry/worker/remote-registry.ts";
import { extension } from "./extension.ts";

const execute = promisify(execFile);

const [firstFolder] = workspace.workspaceFolders ?? [];
if (!firstFolder) throw new Error("The window has no folder.");

/** The folder that is open. */
export const folder = firstFolder;

/** A file of the open folder, by its path in it. */
export function file(path: string): Uri {
  return Uri.joinPath(folder.uri, path);
}

/** Returns the file in which the registry of the open folder keeps bytes. */
export function storedFile(sha256: string): Uri {
  return file(`.model-registry/artifacts/sha256/${sha256.slice(0, 2)}/${sha256}`);
}

/** Runs the `model-registry` command in the open folder and answers what it prints. */
async function commandLine(...args: readonly string[]): Promise<string> {
  return commandLineAs({}, args);
}

/** Does something on the command line as somebody else: Ada Okoye, a colleague. */
export async function colleague(...args: readonly string[]): Promise<void> {
  await colleagueNamed("Ada Okoye", ...args);
}

/** The same as a colleague who has this name. */
export async function colleagueNamed(name: string, ...args: readonly string[]): Promise<void> {
  const identity = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: "ada.okoye@example.org" };
  await commandLineAs(identity, args);
}

/** Does something on the command line that reads this text. */
export async function colleagueReading(text: string, ...args: readonly string[]): Promise<void> {
  await commandLineAs({}, args, text);
}

async function commandLineAs(
  identity: Readonly<Record<string, string>>,
  args: readonly string[],
  input = "",
): Promise<string> {
  const running = execute(
    process.execPath,
    [join(extension.extensionPath, "dist", "cli.js"), ...args],
    { cwd: folder.uri.fsPath, env: { ...process.env, ...identity, ELECTRON_RUN_AS_NODE: "1" } },
  );
  running.child.stdin?.end(input);
  const { stdout } = await running;
  return stdout.trim();
}

/** Writes the team's policy, as a person does in an editor. */
export async function writePolicy(text: string): Promise<void> {
  await workspace.fs.writeFile(file(".model-registry/policy.yaml"), Buffer.from(text));
}

/** Answer of `show --json` about a version, as far as tests ask for it. */
const Shown = z.object({
  reference: z.string(),
  stage: z.string(),
  description: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  registeredBy: z.object({ name: z.string() }),
  artifacts: z.array(z.object({ path: z.string(), role: z.string(), sha256: z.string() })),
  recipe: z.object({
    metrics: z.record(z.string(), z.number()),
    parameters: z.record(z.string(), z.unknown()),
    datasets: z.array(z.looseObject({})),
    environment: z
      .looseObject({ packages: z.record(z.string(), z.string()).optional() })
      .optional(),
    git: z.object({ subject: z.string() }).optional(),
    missing: z.array(z.object({ about: z.string() })),
  }),
  parents: z.array(z.object({ reference: z.string() })),
  madeFrom: z.array(z.looseObject({ relation: z.string() })),
  history: z.array(z.object({ title: z.string(), reason: z.string().optional() })),
});
type Shown = z.infer<typeof Shown>;

/** Everything about a version, e.g. `wine@2`. */
export async function show(reference: string): Promise<Shown> {
  return Shown.parse(JSON.parse(await commandLine("show", reference, "--json")));
}

const Listed = z.object({
  versions: z.array(z.object({ number: z.number(), model: z.string(), stage: z.string() })),
});

/** The stages of a model's versions by their numbers: `{ 1: "Archived", 2: "Production" }`. */
export async function stages(model: string): Promise<Readonly<Record<number, string>>> {
  const { versions } = Listed.parse(
    JSON.parse(await commandLine("list", "--json", "--limit", "1000")),
  );
  return Object.fromEntries(
    versions.filter((each) => each.model === model).map(({ number, stage }) => [number, stage]),
  );
}

/** The registry as another window has it: built like the extension's, in a thread of its own. */
export const otherWindow = new RemoteRegistry(
  join(extension.extensionPath, "dist", "registry-worker.cjs"),
  {
    folder: folder.uri.fsPath,
    trusted: true,
    wasmPath: join(extension.extensionPath, "dist", "sql-wasm.wasm"),
  },
  () => undefined,
);
after(() => otherWindow.close());

/**
 * Registers files as versions of a model, the oldest first, and moves each through stages:
 * `["more/wine.onnx", "Staging", "Production"]`. Answers them as pages give them to commands.
 */
export async function prepare(
  model: string,
  ...files: readonly (readonly [path: string, ...stages: string[]])[]
): Promise<readonly VersionArgument[]> {
  const prepared: VersionArgument[] = [];
  for (const [path, ...stages] of files) {
    const version = await otherWindow.call("register", {
      model,
      paths: [file(path).fsPath],
      metricsFiles: [],
      parametersFiles: [],
      datasets: [],
      parents: [],
      // Many tests share a few model files.
      allowIdentical: true,
    });
    for (const stage of stages) {
      await otherWindow.call("transition", { version: version.id, to: Stage.parse(stage) });
    }
    prepared.push({ folder: folder.uri.toString(), version: version.id });
  }
  return prepared;
}

/** A version in another model's first place, for tests that need only one. */
export async function prepareOne(
  model: string,
  ...version: readonly [path: string, ...stages: string[]]
): Promise<VersionArgument> {
  const [only] = await prepare(model, version);
  if (!only) throw new Error(`${model} was not registered.`);
  return only;
}
