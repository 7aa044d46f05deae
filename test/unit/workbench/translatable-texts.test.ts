import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { translatableTexts } from "../../../translatable-texts.ts";

test("texts of the editor, the pages, the core and the worker are in one bundle", async () => {
  const root = await mkdtemp(join(tmpdir(), "model-registry-texts-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const sources = {
    "src/editor/tree/a.ts": `import { l10n, window } from "vscode"; l10n.t("Editor {0}", "a");`,
    "src/core/text/b.ts": `import * as l10n from "@vscode/l10n"; l10n.t('Core "quoted"');`,
    "src/registry/c.ts": `import * as l10n from "@vscode/l10n"; l10n.t("Worker {done}", { done });`,
    "webview/model/d.ts": `import * as l10n from "@vscode/l10n"; html\`<p>\${l10n.t("Page’s")}</p>\`;`,
    "src/storage/ledger/f.ts": `import * as l10n from "@vscode/l10n"; l10n.t("Storage");`,
    "src/core/policy/policy-file.ts": `z.string().meta({ description: "Key of the policy." });`,
    "src/cli/e.ts": `import * as l10n from "@vscode/l10n"; l10n.t("Command line");`,
  };
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const texts = [
    'Core "quoted"',
    "Editor {0}",
    "Key of the policy.",
    "Page’s",
    "Storage",
    "Worker {done}",
  ];
  expect(await translatableTexts(root)).toEqual(
    Object.fromEntries(texts.map((text) => [text, text])),
  );
});
