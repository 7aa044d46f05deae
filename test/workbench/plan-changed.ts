import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "./paths.ts";

/** Tests and checks of a change, by the files that it touches; paths are relative to the project. */
export interface ChangedPlan {
  /** Files whose types, lint and format are checked. */
  readonly code: readonly string[];
  readonly format: readonly string[];
  /** Sources and tests; unit tests that import one of them run. */
  readonly unit: readonly string[];
  /** As `unit`, for the tests that start processes. */
  readonly process: readonly string[];
  /** Test files that run whatever they import: they read or start what has changed. */
  readonly tests: readonly string[];
  /** Windows of the tests in VS Code. */
  readonly windows: readonly string[];
}

/** Windows whose tests take seconds. */
const quickWindows = ["first-use", "folders", "restricted"];

const storyOfTheCli = "test/unit/cli/story.process.test.ts";

/** Tests that depend on files without importing them. */
const readers: readonly (readonly [files: RegExp, tests: readonly string[]])[] = [
  [/\.md$|^\.github\/|^package\.json$/, ["test/unit/docs/"]],
  [
    /^src\/cli\/(?!commands\/)|^split-bundles\.ts$/,
    [storyOfTheCli, "test/unit/cli/errors.process.test.ts", "test/unit/cli/start.process.test.ts"],
  ],
  [/^src\/(core|storage|registry|provenance|inspect)\//, [storyOfTheCli]],
  [/^test\/fixtures\/(models|estimators)\//, ["test/unit/inspect/engine/fixtures.test.ts"]],
  [/^test\/fixtures\/registries\//, ["test/unit/registry/forms.test.ts"]],
];

/** Reads the tests of the command line; answers their texts by their path. */
export async function cliTests(): Promise<ReadonlyMap<string, string>> {
  const paths = globSync("test/unit/cli/**/*.test.ts", { cwd: projectRoot });
  const texts = paths.map((path) => readFile(join(projectRoot, path), "utf8"));
  return new Map((await Promise.all(texts)).map((text, at) => [paths[at] ?? "", text]));
}

/**
 * Plans what a change may break that can be known in a minute or two.
 *
 * @param changed files that were added or changed, and not removed
 * @param windowNames all windows of the tests in VS Code
 * @param cliTests the texts of the tests of the command line, by their path
 */
export function planChanged(
  changed: readonly string[],
  windowNames: readonly string[],
  cliTests: ReadonlyMap<string, string>,
): ChangedPlan {
  const code = changed.filter((file) => /\.(ts|mjs)$/.test(file));
  const sources = code.filter((file) => /^(src|webview|test\/unit)\//.test(file));
  return {
    code,
    format: changed,
    unit: sources,
    // Nearly everything imports the core: of it, the tests above have to do.
    process: sources.filter((file) => !file.startsWith("src/core/")),
    tests: [...new Set([...testsReading(changed), ...testsOfCommands(changed, cliTests)])].sort(),
    windows: windowNames.filter((name) => changed.some((file) => isTestedBy(file, name))),
  };
}

function testsReading(changed: readonly string[]): readonly string[] {
  return readers.flatMap(([files, tests]) =>
    changed.some((file) => files.test(file)) ? tests : [],
  );
}

/** Returns the tests of the command line that name a command whose file has changed. */
function testsOfCommands(
  changed: readonly string[],
  cliTests: ReadonlyMap<string, string>,
): readonly string[] {
  const commands = changed.flatMap(
    (file) => /^src\/cli\/commands\/(?:[\w-]+\/)?([\w-]+)\.ts$/.exec(file)?.[1] ?? [],
  );
  return [...cliTests]
    .filter(([, text]) => commands.some((name) => text.includes(`"${name}"`)))
    .map(([path]) => path);
}

function isTestedBy(file: string, window: string): boolean {
  if (file.startsWith(`test/host/${window}/`)) return true;
  const concernsAll =
    /^(src\/editor\/|src\/extension\.ts|src\/registry\/worker\/|test\/host\/([^/]+\.ts|support\/))/;
  return concernsAll.test(file) && quickWindows.includes(window);
}
