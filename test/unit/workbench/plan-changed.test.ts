import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../workbench/paths.ts";
import { cliTests, planChanged } from "../../workbench/plan-changed.ts";

const windows = ["first-use", "folders", "gates", "restricted"];
const fewTests = new Map([
  [
    "test/unit/cli/commands/models/models.process.test.ts",
    'await succeed(folder, "rename", "fraud", "scoring")',
  ],
  [
    "test/unit/cli/commands/versions/best.process.test.ts",
    'await succeed(folder, "best", "fraud")',
  ],
]);
const plan = (...changed: readonly string[]) => planChanged(changed, windows, fewTests);

describe("the tests of a change", () => {
  it("of the core are the unit tests that import it, and one story of the command line", () => {
    expect(plan("src/core/model/inspection/licence.ts")).toEqual({
      code: ["src/core/model/inspection/licence.ts"],
      format: ["src/core/model/inspection/licence.ts"],
      unit: ["src/core/model/inspection/licence.ts"],
      process: [],
      tests: ["test/unit/cli/story.process.test.ts"],
      windows: [],
    });
  });

  it("of storage are also those that start processes", () => {
    expect(plan("src/storage/index/file/index-seal.ts").process).toEqual([
      "src/storage/index/file/index-seal.ts",
    ]);
  });

  it("of a command are those that name it", () => {
    expect(plan("src/cli/commands/models/rename.ts").tests).toEqual([
      "test/unit/cli/commands/models/models.process.test.ts",
    ]);
  });

  it("of the editor are those in quick windows, and in the window of a changed test", () => {
    expect(plan("src/editor/log.ts").windows).toEqual(["first-use", "folders", "restricted"]);
    expect(plan("test/host/gates/hooks.test.ts").windows).toEqual(["gates"]);
  });

  it("of documents are those of documents, without types or lint", () => {
    expect(plan("docs/CLI.md")).toMatchObject({ code: [], unit: [], tests: ["test/unit/docs/"] });
  });

  it("of a fixture are those that read it", () => {
    expect(plan("test/fixtures/models/EXPECTED.json").tests).toEqual([
      "test/unit/inspect/engine/fixtures.test.ts",
    ]);
  });

  it("are files of this project, in whatever folder", async () => {
    const changed = [
      "README.md",
      "src/cli/usage.ts",
      "src/cli/commands/models/rename.ts",
      "test/fixtures/models/EXPECTED.json",
      "test/fixtures/registries/0.2.0/ledger.jsonl",
    ];
    const { tests } = planChanged(changed, windows, await cliTests());
    expect(tests).toContain("test/unit/cli/commands/models/models.process.test.ts");
    expect(tests).toContain("test/unit/registry/forms.test.ts");
    expect(tests.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });
});
