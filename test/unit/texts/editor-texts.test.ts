import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { untranslatableTexts } from "./read-texts.ts";

const root = join(import.meta.dirname, "../../..");

/** Texts of the editor that are the same in all languages, by the end of the file's path. */
const untranslated: Readonly<Record<string, RegExp>> = {
  "actions/save-lineage.ts": /^"(PNG|SVG|JSON|Mermaid)"$/,
  // A line of the log.
  "registry/repair-registry.ts": /withoutEffect/,
  "runs/reproduce.ts": /^"python train.py"$/,
  "versions/search-versions.ts": /^"metrics\.test\.auc > /,
  "versions/use-artifact.ts": /^"Python"$|model-registry/,
  // Code.
  "versions/code-snippets.ts": /./,
  // A line for a shell, and names of products.
  "registry/start-mlflow-server.ts": /^`export MLFLOW_/,
  "editor/mlflow-server.ts": /^`\$\(broadcast\) MLflow /,
  // Keys of rows and of what is remembered.
  "nodes/tree-nodes.ts": /\$\{node\./,
  "panels/column-choices.ts": /^`modelColumns /,
  "status/untold-conflicts.ts": /^`conflictsTold /,
  "tree/tree-children.ts": /#search /,
  // HTML and its policy.
  "panels/model-file-editor.ts": /^`<!DOCTYPE html>/,
  "panels/page-html.ts": /^`<|-src /,
  // The default name of a stage.
  "status/workspace-summary.ts": /^"Production"$/,
};

const files = globSync(["src/extension.ts", "src/editor/**/*.ts"], { cwd: root }).sort();

test.each(files)("all texts of %s can be translated", (path) => {
  const problems = untranslatableTexts(readFileSync(join(root, path), "utf8"), path);
  const [, exception] = Object.entries(untranslated).find(([end]) => path.endsWith(end)) ?? [];
  expect(problems.filter(({ text }) => exception?.test(text) !== true)).toEqual([]);
});

const others = globSync("{src/core,src/registry,webview}/**/*.ts", { cwd: root }).sort();

test("no text of the pages, the core or the worker is put together from pieces", () => {
  let texts = 0;
  const problems = others.flatMap((path) => {
    const source = readFileSync(join(root, path), "utf8");
    texts += source.split("l10n.t(").length - 1;
    return untranslatableTexts(source, path)
      .filter(({ reason }) => reason !== "not from l10n.t")
      .map(({ line, text, reason }) => `${path}:${line}: ${reason}: ${text}`);
  });
  expect(problems).toEqual([]);
  expect(texts).toBeGreaterThan(100);
});

describe("a text that no translation reaches is found:", () => {
  const found = (body: string): readonly string[] =>
    untranslatableTexts(`function f() { ${body} }`).map(({ reason }) => reason);

  test.each([
    ["a literal", `showInformationMessage("Done");`],
    ["a label", `const item = { label: "done", value: 1 };`],
    ["a template", "const title = `Deleting ${name}`;"],
    ["an assignment", `item.tooltip = ok ? "fine" : name;`],
    ["words around", `return "Choose a version";`],
  ])("%s", (_, body) => {
    expect(found(body)).toContain("not from l10n.t");
  });

  test.each([
    ["a variable", `l10n.t(text);`, "not a literal text"],
    ["a template", "l10n.t(`Delete ${name}`);", "not a literal text"],
    ["two literals", `l10n.t("a long " + "text");`, "not a literal text"],
    ["a piece", `l10n.t(" and more");`, "a piece of a text"],
    ["a text in a text", `l10n.t("{0} now", l10n.t("Ready"));`, "a text in a text"],
    ["a word in a text", `l10n.t("{0} now", ok ? "ready" : name);`, "an English text in a text"],
    ["a noun", `l10n.t("{0} left", count(n, "version"));`, "an English text in a text"],
  ])("%s", (_, body, reason) => {
    expect(found(body)).toContain(reason);
  });

  test("at module level", () => {
    const [{ reason } = {}] = untranslatableTexts(`const texts = { done: l10n.t("Done") };`);
    expect(reason).toBe("at module level, before there are translations");
  });

  test("but nothing that nobody reads", () => {
    expect(
      found(
        'log().warn("Not read"); if (kind === "no version") throw new Error("Never shown"); l10n.t("{0} of {1}", map.get("abc"), path);',
      ),
    ).toEqual([]);
  });
});
