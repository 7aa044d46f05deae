import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { untranslatableTexts, untranslatableTextsIn } from "./read-texts.ts";

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
  "abtests/routing-snippets.ts": /./,
  // Names of a language and a protocol, and an example of a name.
  "abtests/use-ab-test.ts": /^"(Python|HTTP)"$/,
  "abtests/ab-test-questions.ts": /^"checkout"$/,
  // A line for a shell, and names of products.
  "registry/start-mlflow-server.ts": /^`export MLFLOW_/,
  "editor/mlflow-server.ts": /^`\$\(broadcast\) MLflow /,
  // Keys of rows and of what is remembered.
  "nodes/tree-nodes.ts": /\$\{node\./,
  "panels/column-choices.ts": /^`modelColumns /,
  "monitoring/untold-alerts.ts": /^`alertsTold /,
  "status/untold-conflicts.ts": /^`conflictsTold /,
  "status/told-approvals.ts": /^`approvalsTold /,
  "actions/remote-credentials.ts": /^`remote-credentials /,
  "tree/tree-children.ts": /#search /,
  // HTML and its policy.
  "panels/model-file-editor.ts": /^`<!DOCTYPE html>/,
  "panels/page-html.ts": /^`<|-src /,
  // The default name of a stage.
  "status/workspace-summary.ts": /^"Production"$/,
};

const files = globSync(["src/extension.ts", "src/editor/**/*.ts"], { cwd: root }).sort();

test.each(files)("all texts of %s can be translated", (path) => {
  const problems = untranslatableTextsIn(path);
  const [, exception] = Object.entries(untranslated).find(([end]) => path.endsWith(end)) ?? [];
  expect(problems.filter(({ text }) => exception?.test(text) !== true)).toEqual([]);
});

const others = globSync(
  "{src/{agents,core,inspect,interchange,provenance,registry,remotes,server,storage},webview}/**/*.ts",
  { cwd: root },
).sort();

test("no text of the pages, the core or the worker is put together from pieces", () => {
  let texts = 0;
  const problems = others.flatMap((path) => {
    texts += readFileSync(join(root, path), "utf8").split("l10n.t(").length - 1;
    return (
      untranslatableTextsIn(path)
        // Descriptions of the policy's keys are looked up by their English texts (translatable-texts.ts).
        .filter(
          ({ reason, text }) => reason !== "not from l10n.t" && text !== "l10n.t(description)",
        )
        .map(({ line, text, reason }) => `${path}:${line}: ${reason}: ${text}`)
    );
  });
  expect(problems).toEqual([]);
  expect(texts).toBeGreaterThan(100);
});

/**
 * English texts in the layers below the editor, by path and, where a file has translated texts too, by the text. Anything else there is read by people and goes through `l10n.t`.
 */
const english: readonly (readonly [why: string, files: RegExp, texts?: RegExp])[] = [
  [
    "recorded with a version or a reproduction, where everybody reads the same",
    /^src\/(provenance\/(data|discovery|environment|git|metadata|values)|registry\/(registration|reproduction))\//,
  ],
  [
    "recorded with a version: what its files contradict",
    /^src\/core\/(model\/(inspection\/(claims|licence)|recipe|recipe\/environment|data\/uri-credentials)|registration\/environment-contradictions)\.ts$/,
  ],
  [
    "recorded as the reason of a move",
    /^src\/registry\/(lifecycle\/auto-promote|interchange\/import-(gto|mlflow|source)|retention\/apply-retention)\.ts$/,
    /^("All gates|["`]as it is in|`By retention)|to \$\{to\}/,
  ],
  [
    "recorded as the reason of a promotion or of a change of a canary",
    /^src\/core\/abtests\/(canary|win-reason)\.ts$/,
  ],
  [
    "recorded as the reason of a rollback or of its refusal",
    /^src\/registry\/monitoring\/auto-rollback\.ts$/,
  ],
  [
    "recorded as the reason of a deletion",
    /^src\/core\/retention\/decide-deletion\.ts$/,
    /^`By retention/,
  ],
  ["recorded with a version: what inspection found in its files", /^src\/inspect\//],
  [
    "read by language models and clients of MCP",
    /^src\/agents\/((changing|reading)-tools|mcp-server|plain-data)\.ts$/,
  ],
  ["recorded with what a repair left out", /^src\/storage\/ledger\/salvage-ledger\.ts$/],
  [
    "what is wrong with an imported file, recorded with its version",
    /^src\/registry\/import\/check-side-files\.ts$/,
  ],
  ["a document, which has one language", /^src\/(core\/reports|registry\/reports)\//],
  ["a language of graphs, or an image", /^src\/core\/lineage\/(graph-languages|lineage-svg)\.ts$/],
  [
    "lines of the command line",
    /^src\/core\/(lineage\/(lineage-text|node-text)|retention\/storage-usage)\.ts$/,
  ],
  ["SQL, and keys of rows", /^src\/(storage\/(index|recovery)|remotes\/postgres)\//],
  [
    "names and languages of MLflow",
    /^src\/(core\/filter|interchange\/mlflow|registry\/records)\/|publish-mlflow|core\/runs\/run-search/,
  ],
  [
    "messages and headers of other tools",
    /^src\/(interchange\/(gto|wandb)|remotes\/git)\/|interchange\/server-address/,
  ],
  [
    "addresses, credentials and commits of a hub",
    /^src\/registry\/interchange\/(hub-server|open-hub|publish-hub)\.ts$/,
    /^(`Bearer |`hf:|"Hugging Face"|`Upload )/,
  ],
  [
    "folders of W&B",
    /^src\/registry\/interchange\/wandb-versions\.ts$/,
    /^"(Library|Application Support|Local)"$/,
  ],
  ["names of elements in answers of S3", /^src\/remotes\/s3\//, /^"[A-Z][A-Za-z]+"$/],
  ["the language of searches", /^src\/core\/query\//],
  [
    "comments of a file that is written",
    /^src\/(core\/policy\/policy-presets|storage\/(files\/[\w-]+|policy\/policy-(edit|remote)))\.ts$/,
  ],
  [
    "names of formats, frameworks and metrics",
    /^src\/core\/(text\/display-names|metrics\/[\w-]+|pointers\/lfs-pointer|model\/recipe\/environment-text)\.ts$/,
  ],
  [
    "words of file names",
    /^src\/core\/(import\/version-words|registration\/model-(endings|file-name))\.ts$/,
  ],
  [
    "descriptions of keys, translated when they are shown",
    /^src\/core\/(policy\/policy-file|model\/policy\/(metadata-rules|monitoring|stage-gates))\.ts$/,
  ],
  ["names of stages by default", /^src\/core\/model\/policy\.ts$/],
  [
    "rules of schemas, which the ledger's damage is told with",
    /^src\/core\/(model\/(artifact|data\/digests|recipe\/exact-number|policy\/gate-check|ids|markings|run|policy\/stage-gates|data\/uri|version-label)|events\/[\w-]+|import\/version-order)\.ts$/,
  ],
  [
    "kinds of things, which are worded where they are shown",
    /^src\/core\/(lineage|lifecycle|charts|audit|refusals)\/|models-graph|compared-versions/,
    /^"[^"]*"$|UTC`|iB`|derived from/,
  ],
  [
    "a key of what is noted",
    /^src\/registry\/(audit\/(verify|artifact-problem)|observations\/read-observations|hooks\/run-hook|files\/fetch-commands)\.ts$/,
  ],
  ["the key of a fact about an estimator", /suggest-bump\.ts$/, /^"feature count"$/],
  ["a time in UTC", /retention-period\.ts$/, /UTC`$/],
];

const below = globSync(
  "src/{agents,core,inspect,interchange,provenance,registry,remotes,storage}/**/*.ts",
  {
    cwd: root,
  },
).sort();

test("what reaches the editor from the layers below it can be translated", () => {
  const used = new Set<string>();
  const problems = below.flatMap((path) =>
    untranslatableTextsIn(path)
      .filter(({ reason, text }) => {
        if (reason !== "not from l10n.t") return false;
        const [why] =
          english.find(([, files, texts]) => files.test(path) && texts?.test(text) !== false) ?? [];
        if (why !== undefined) used.add(why);
        return why === undefined;
      })
      .map(({ line, text }) => `${path}:${line}: ${text}`),
  );
  expect(problems).toEqual([]);
  expect(english.map(([why]) => why).filter((why) => !used.has(why))).toEqual([]);
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
