import { expect, test } from "vitest";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { readChangelog } from "../../../../src/registry/models/model-changelog.ts";
import { writeSyntheticLedger } from "../../../bench/synthetic-registry.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("ten thousand versions", async () => {
  const folder = await temporaryFolder();
  // Every other version is of the first model.
  await writeSyntheticLedger(folder, 20_000);
  await withRegistry(folder, async (registry) => {
    const steps: string[] = [];
    const report = ({ message }: { message: string }): number => steps.push(message);
    const text = await readChangelog(registry, { model: ModelName.parse("model-0") }, { report });
    const headings = text.match(/^##+ .*$/gm) ?? [];
    const versions = headings.filter((heading) => heading.startsWith("## "));
    expect(versions).toHaveLength(10_000);
    expect(versions[0]).toMatch(/^## 10000 - 2025-/);
    expect(versions.at(-1)).toBe("## 1 - 2025-01-01");
    expect(headings.filter((heading) => heading === "### Metrics")).toHaveLength(9_999);
    expect(steps.at(-1)).toBe("10000 of 10000 versions");
  });
});
