import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../workbench/paths.ts";

let folder = "";
const documents = ["docs/install.md", "docs/recipes/ci-gate.md"];
const copied = ["package.json", "package-lock.json", "src/core/events/release.ts", ...documents];

/** A repository with what a release changes, whose package takes a moment to build. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "model-registry-release-"));
  for (const file of copied) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(projectRoot, file), join(folder, file));
  }
  edit("package.json", /"package": ".*"/, '"package": "node package.cjs"');
  write("package.cjs", 'require("node:fs").writeFileSync("model-registry.vsix", "");');
  write(".gitignore", "*.vsix\n");
  write(
    "CHANGELOG.md",
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- More\n\n## [0.1.0] - 2026-11-21\n",
  );
  git("init", "--quiet");
  git("config", "user.name", "Ada");
  git("config", "user.email", "ada@example.org");
  git("config", "commit.gpgsign", "false");
  git("config", "tag.gpgsign", "false");
  commit();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

describe("npm run release", () => {
  it("sets the version everywhere, dates the changelog, builds, commits and tags", () => {
    const before = today();
    expect(release("99.0.0", "--publisher", "somebody")).toMatchObject({ code: 0 });

    expect(JSON.parse(read("package.json"))).toMatchObject({
      version: "99.0.0",
      publisher: "somebody",
    });
    const lock = JSON.parse(read("package-lock.json")) as {
      readonly version: string;
      readonly packages: Readonly<Record<string, { readonly version: string }>>;
    };
    expect([lock.version, lock.packages[""]?.version]).toEqual(["99.0.0", "99.0.0"]);
    const others = Object.values(lock.packages).filter(({ version }) => version === "99.0.0");
    expect(others).toHaveLength(1);
    expect(read("src/core/events/release.ts")).toContain('release = "99.0.0"');
    for (const document of documents) {
      expect(read(document)).toContain("model-registry-99.0.0.tgz");
      expect(read(document)).not.toMatch(/registry-(?!99)\d+\.\d+\.\d+/);
    }
    expect([before, today()].map(changelogOf)).toContain(read("CHANGELOG.md"));
    expect(existsSync(join(folder, "model-registry.vsix"))).toBe(true);
    expect(git("log", "-1", "--format=%s")).toBe("Release 99.0.0");
    expect(git("describe", "--tags", "--exact-match")).toBe("v99.0.0");
    expect(git("status", "--porcelain")).toBe("");
  });

  it("changes nothing with --dry-run, and says what it would do", () => {
    const { code, output } = release("99.0.0", "--dry-run");
    expect(code).toBe(0);
    expect(output).toContain("v99.0.0");
    expectUntouched();
  });

  it("refuses while something is not committed", () => {
    write("notes.txt", "");
    expect(release("99.0.0")).toMatchObject({
      code: 1,
      output: expect.stringContaining("?? notes.txt") as string,
    });
    rmSync(join(folder, "notes.txt"));
    expectUntouched();
  });

  it("puts everything back when the package can't be built", () => {
    write("package.cjs", "process.exit(1);");
    commit();
    expect(release("99.0.0")).toMatchObject({ code: 1 });
    expectUntouched();
  });

  it.each([
    ["no version", []],
    ["what is no version", ["next"]],
    ["a version that is not newer", ["0.0.1"]],
  ])("refuses %s", (_, args) => {
    expect(release(...args).code).toBe(1);
    expectUntouched();
  });

  it("refuses a version whose tag exists, and one that the changelog says nothing of", () => {
    git("tag", "v99.0.0");
    expect(release("99.0.0").output).toContain("There is a tag v99.0.0 already.");
    git("tag", "--delete", "v99.0.0");
    edit("CHANGELOG.md", "- More\n", "");
    commit();
    expect(release("99.0.0").output).toContain("says nothing under [Unreleased]");
    expectUntouched();
  });
});

function release(...args: readonly string[]): {
  readonly code: number | null;
  readonly output: string;
} {
  const script = join(projectRoot, "release.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

/** The day in UTC; another one at the end of a test than at its beginning, once a day. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The changelog after a release on that day. */
function changelogOf(day: string): string {
  return `# Changelog\n\n## [Unreleased]\n\n## [99.0.0] - ${day}\n\n### Added\n\n- More\n\n## [0.1.0] - 2026-11-21\n`;
}

/** No release has left anything: files, commits and tags are those of the beginning. */
function expectUntouched(): void {
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--format=%s")).not.toContain("Release");
  expect(git("tag")).toBe("");
}

function commit(): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", "Change");
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trimEnd();
}

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

function edit(file: string, from: string | RegExp, to: string): void {
  write(file, read(file).replace(from, to));
}
