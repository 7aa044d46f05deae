/**
 * `npm run release -- <version> [--publisher <id>] [--dry-run]`: sets the version, dates the section of
 * the changelog, builds the packages, and makes the commit and its tag. Nothing is published or pushed.
 */
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gt, valid } from "semver";

/** Documents that name the files of the packages. */
const documents = ["docs/install.md", "docs/recipes/ci-gate.md"];
const files = [
  "package.json",
  "package-lock.json",
  "src/core/events/release.ts",
  "CHANGELOG.md",
  ...documents,
];
const unreleased = "## [Unreleased]\n";

/** A reason not to release, for people. */
class Refused extends Error {}

try {
  await release(process.cwd());
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function release(root: string): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { "dry-run": { type: "boolean" }, publisher: { type: "string" } },
    allowPositionals: true,
  });
  const [version = ""] = positionals;
  if (valid(version) !== version) {
    throw new Refused("Name the version to release, for example: npm run release -- 0.3.0");
  }
  const before = await readAll(root);
  const after = edited(before, version, new Date(), values.publisher);
  requireClean(root);
  if (git(root, "tag", "--list", `v${version}`) !== "") {
    throw new Refused(`There is a tag v${version} already.`);
  }
  if (values["dry-run"] === true) {
    console.log(`Would write ${files.join(", ")}, build the packages, commit and tag v${version}.`);
    return;
  }
  await writeAll(root, after);
  // What has no package is no release: everything is put back.
  if (run(root, "npm", "run", "--silent", "package") !== 0) {
    await writeAll(root, before);
    throw new Refused("The packages could not be built. Nothing was changed.");
  }
  git(root, "commit", "--quiet", "--message", `Release ${version}`, "--", ...files);
  git(root, "tag", "--annotate", "--message", `Model Registry ${version}`, `v${version}`);
  console.log(
    `Released ${version}: commit, tag v${version}, dist/model-registry.vsix.\n` +
      "Run npm test, then push: git push --follow-tags\n" +
      "Publish: npx vsce publish --packagePath dist/model-registry.vsix\n" +
      `         npm publish dist/model-registry-${version}.tgz\n` +
      `         twine upload dist/local_model_registry-${version}-py3-none-any.whl`,
  );
}

type Texts = ReadonlyMap<string, string>;

/** Returns the files as the release has them. @throws Refused if the release can't be made of them */
function edited(texts: Texts, version: string, today: Date, publisher: string | undefined): Texts {
  const current = /^ {2}"version": "(.*)"/m.exec(texts.get("package.json") ?? "")?.[1] ?? "";
  if (!gt(version, current)) throw new Refused(`${version} is not newer than ${current}.`);
  const edits: Readonly<Record<string, (text: string) => string>> = {
    "package.json": (text) => {
      const numbered = text.replace(/^ {2}"version": ".*"/m, `  "version": "${version}"`);
      if (publisher === undefined) return numbered;
      return numbered.replace(/^ {2}"publisher": ".*"/m, `  "publisher": "${publisher}"`);
    },
    // The package itself stands twice in it, before all others.
    "package-lock.json": (text) =>
      text
        .replace(/^ {2}"version": ".*"/m, `  "version": "${version}"`)
        .replace(/^ {6}"version": ".*"/m, `      "version": "${version}"`),
    "src/core/events/release.ts": (text) =>
      text.replace(/release = ".*"/, `release = "${version}"`),
    "CHANGELOG.md": (text) => dated(text, version, today),
    ...Object.fromEntries(
      documents.map((document) => [
        document,
        (text: string) => text.replaceAll(`registry-${current}`, `registry-${version}`),
      ]),
    ),
  };
  return new Map([...texts].map(([file, text]) => [file, edits[file]?.(text) ?? text]));
}

/** Returns the changelog with what is unreleased under the version and the day, in UTC. */
function dated(text: string, version: string, today: Date): string {
  const start = text.indexOf(unreleased);
  if (start < 0) throw new Refused("CHANGELOG.md has no section [Unreleased].");
  const end = text.indexOf("\n## [", start + unreleased.length);
  const section = text.slice(start + unreleased.length, end < 0 ? undefined : end);
  if (!section.includes("\n- ")) throw new Refused("CHANGELOG.md says nothing under [Unreleased].");
  const heading = `## [${version}] - ${today.toISOString().slice(0, 10)}\n`;
  return text.replace(unreleased, () => `${unreleased}\n${heading}`);
}

function requireClean(root: string): void {
  const changes = git(root, "status", "--porcelain");
  if (changes === "") return;
  throw new Refused(`There are uncommitted changes. Commit or stash them first:\n${changes}`);
}

async function readAll(root: string): Promise<Texts> {
  const texts = files.map(
    async (file) => [file, await readFile(join(root, file), "utf8")] as const,
  );
  return new Map(await Promise.all(texts));
}

async function writeAll(root: string, texts: Texts): Promise<void> {
  for (const [file, text] of texts) await writeFile(join(root, file), text);
}

function git(root: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Refused(`git ${args[0] ?? ""} failed: ${stderr.trim()}`);
  return stdout.trimEnd();
}

function run(root: string, command: string, ...args: readonly string[]): number {
  const shell = process.platform === "win32";
  return spawnSync(command, args, { cwd: root, stdio: "inherit", shell }).status ?? 1;
}
