import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import manifest from "../../../package.json" with { type: "json" };
import { projectRoot } from "../../workbench/paths.ts";
import { codeOf, readDocuments } from "./documents.ts";

/** Scripts that npm runs without `run`. */
const short = /\bnpm (start|test)\b/g;
const long = /\bnpm run (?:--silent )?([\w:-]+)/g;

function scriptsIn(text: string): readonly string[] {
  return [...text.matchAll(short), ...text.matchAll(long)].flatMap(([, name]) => name ?? []);
}

describe("npm scripts that are named", async () => {
  const documents = await readDocuments();
  const scripts = Object.keys(manifest.scripts);

  it("in documents exist", () => {
    const named = documents.flatMap((document) =>
      codeOf(document).flatMap(({ text }) => scriptsIn(text)),
    );
    expect(named).toContain("check");
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("in workflows and tasks exist", async () => {
    const files = globSync([".github/**/*.yml", ".devcontainer/*.json"], { cwd: projectRoot });
    const texts = await Promise.all(files.map((file) => readFile(join(projectRoot, file), "utf8")));
    const named = texts.flatMap(scriptsIn);
    expect(named).toContain("check");
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

describe("workflows", () => {
  const files = globSync(".github/workflows/*.yml", { cwd: projectRoot });

  it.each(files)("%s uses actions by their commit, and may only read", async (file) => {
    const text = await readFile(join(projectRoot, file), "utf8");
    const used = [...text.matchAll(/\buses: (.*)$/gm)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
    expect(parse(text)).toMatchObject({ permissions: { contents: "read" } });
  });
});
