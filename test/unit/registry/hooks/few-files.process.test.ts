import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { repository } from "../../provenance/git/repository.ts";
import { bundleChild } from "../../support/child-process.ts";

test.skipIf(process.platform === "win32")(
  "git and hooks that can't be started because no more files can be opened are told of",
  async () => {
    const script = await bundleChild("few-files");
    const command = `ulimit -n 100; exec "${process.execPath}" "${script}" "${repository()}"`;
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", command], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const { without, within } = JSON.parse(stdout) as Record<string, Record<string, string>>;
    expect(without!["git"]).toMatch(/^git could not be started \(.*EMFILE/);
    expect(without!["hook"]).toMatch(/^could not be started: .*EMFILE/);
    expect(within).toEqual({ git: "true" });
  },
);
