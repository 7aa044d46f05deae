import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Stage } from "../../../src/core/model/ids.ts";
import { RegistryError } from "../../../src/core/refusals/refusal.ts";
import { messageOf } from "../../../src/core/refusals/words.ts";
import { useLanguage } from "../../../src/core/text/language.ts";
import { setTag } from "../../../src/registry/annotations/set-tag.ts";
import { readLog } from "../../../src/registry/audit/read-log.ts";
import { previewTransition } from "../../../src/registry/lifecycle/preview-transition.ts";
import { transition } from "../../../src/registry/lifecycle/transition.ts";
import { makeReport } from "../../../src/registry/reports/make-report.ts";
import { writeLineageRegistry } from "../../fixtures/lineage-registry.ts";
import {
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const german = {
  "to be set": "gesetzt sein",
  "not set": "nicht gesetzt",
  "{0}: {1}, required {2}": "{0}: {1}, verlangt {2}",
};

afterEach(() => {
  useLanguage("en", {});
});

test("checks are read in the language of who asks, and recorded in English", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const { id: version, model } = await registerContent(registry, "v1");
    await writeFile(
      join(folder, ".model-registry", "policy.yaml"),
      "version: 1\ngates: { Staging: { tags: [{ tag: reviewed }] } }\n",
    );
    useLanguage("de", german);
    const to = Stage.parse("Staging");
    const preview = await previewTransition(registry, { version, to });
    expect(preview.checks).toMatchObject([{ required: "gesetzt sein", actual: "nicht gesetzt" }]);
    const refused = await transition(registry, { version, to }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RegistryError);
    expect(messageOf((refused as RegistryError).refusal)).toContain("nicht gesetzt, verlangt");
    await setTag(registry, { subject: { model, version }, key: "reviewed", value: "yes" });
    await transition(registry, { version, to });
    const [event] = await readLog(registry, { limit: 1 });
    const recorded = await registry.read((state) => state.events.find(event!.id));
    expect(recorded).toMatchObject({
      data: { gates: [{ required: "to be set", actual: "“yes”", passed: true }] },
    });
  });
});

test("a report is in English as a whole, its charts too", async () => {
  const folder = await temporaryFolder();
  await writeLineageRegistry(folder, 20, Date.parse("2026-11-30T00:00:00Z"));
  await withRegistry(folder, async (registry) => {
    const versions = (await versionsOf(registry, "churn")).slice(0, 3).map(({ id }) => id);
    const write = async (): Promise<string> => {
      const report = await makeReport(registry, { kind: "comparison", versions, format: "html" });
      return report.text;
    };
    const english = await write();
    const texts = ["Version", "{0} by version", "{0} over versions", "Metrics by version", "Value"];
    useLanguage("de", Object.fromEntries(texts.map((text) => [text, `Fassung ${text}`])));
    const translated = await write();
    expect(english).toContain("test.auc over versions");
    expect(translated).not.toContain("Fassung");
    expect(translated.match(/<title>.*?<\/title>/g)).toEqual(english.match(/<title>.*?<\/title>/g));
  });
});
