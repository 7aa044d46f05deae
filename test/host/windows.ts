import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../workbench/paths.ts";
import { mustRun } from "../workbench/processes.ts";
import { linkTo } from "./support/hostile-text.ts";

/** A window that is opened for the tests in the folder of its name. */
export interface TestWindow {
  readonly name: string;
  /** Fills an empty folder before the window opens. */
  readonly prepare: (folder: string) => Promise<void>;
  /** The `.code-workspace` file in the folder to open, where it is not the folder itself. */
  readonly opens?: string;
  /** Opens in Restricted Mode: nobody has trusted the folder. */
  readonly restricted?: boolean;
}

const fixtures = join(projectRoot, "test", "fixtures");

/** In the order in which they are opened. */
export const windows: readonly TestWindow[] = [
  // A git repository with models in it, none of them registered yet.
  { name: "repository", prepare: makeRepository },
  // One model and nothing else: no registry, no git.
  { name: "first-use", prepare: (folder) => copyModel("keras-wine.keras", folder) },
  // A registry that was there before the window.
  { name: "registry", prepare: makeRegistry },
  // A folder whose policy the tests write.
  { name: "policy", prepare: (folder) => copyModel("sklearn-forest.onnx", folder) },
  // Another, for the gates of stages and for the file itself.
  { name: "gates", prepare: makeGates },
  // A folder that nobody has trusted.
  {
    name: "restricted",
    prepare: (folder) => copyModel("sklearn-forest.onnx", folder),
    restricted: true,
  },
  // A folder whose name is that of a link, as others may call theirs.
  { name: "hostile", prepare: makeHostile, opens: linkTo("folder") },
  // Another with one model, for a tree of its own.
  { name: "storm", prepare: (folder) => copyModel("sklearn-forest.onnx", folder) },
  // Another, whose registry gets the ledger file of a clone.
  { name: "clones", prepare: (folder) => copyModel("sklearn-forest.onnx", folder) },
  // Two folders in one window.
  { name: "folders", prepare: makeFolders, opens: "two.code-workspace" },
];

/** The work of a small team at its first commit, with some more models beside it. */
async function makeRepository(folder: string): Promise<void> {
  await cp(join(fixtures, "training", "01-tumor-baseline"), folder, { recursive: true });
  await cp(join(fixtures, "models"), join(folder, "more"), { recursive: true });
  const git = (...args: readonly string[]): Promise<void> =>
    mustRun("git", ["-C", folder, ...args]);
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Mira Okafor");
  await git("config", "user.email", "mira.okafor@example.org");
  await git("config", "commit.gpgsign", "false");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Train a baseline");
}

async function makeRegistry(folder: string): Promise<void> {
  await copyModel("sklearn-forest.onnx", folder);
  const cli = join(projectRoot, "dist", "cli.js");
  const options = ["--name", "forest", "--quiet"];
  await mustRun(process.execPath, [cli, "register", "sklearn-forest.onnx", ...options], {
    cwd: folder,
  });
}

async function makeHostile(folder: string): Promise<void> {
  const inside = join(folder, linkTo("folder"));
  await copyModel("sklearn-forest.onnx", inside);
  await copyModel("scaler.pkl", inside);
}

/** Two models that take other inputs. */
async function makeGates(folder: string): Promise<void> {
  await copyModel("sklearn-forest.onnx", folder);
  await copyModel("sklearn-network.onnx", folder);
}

async function makeFolders(folder: string): Promise<void> {
  await copyModel("sklearn-forest.onnx", join(folder, "first"));
  await copyModel("digits.npz", join(folder, "second"));
  const folders = [{ path: "first" }, { path: "second" }];
  await writeFile(join(folder, "two.code-workspace"), JSON.stringify({ folders }));
}

async function copyModel(name: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(fixtures, "models", name), join(folder, name));
}
