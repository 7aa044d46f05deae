import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../workbench/paths.ts";

describe("the build on a Node that can't read .ts files", () => {
  it("says in one line which Node it needs and how to get it", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--no-experimental-strip-types", "esbuild.mjs"],
      { cwd: projectRoot, encoding: "utf8" },
    );

    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n")).toEqual([
      `The build needs Node 22.18 or newer, and this is ${process.version}. ` +
        "Run `npm run build`, which uses the Node 24 that `npm ci` installs.",
    ]);
  });
});
