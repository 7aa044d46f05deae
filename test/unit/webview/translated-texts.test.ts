import { glob, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { untranslatedTexts } from "../support/untranslated-texts.ts";

const root = resolve(import.meta.dirname, "../../..");

/** Texts that are not translated, with the reason. */
const exceptions: readonly (readonly [path: string, text: string])[] = [
  // Names.
  ["src/core/model/recipe/environment-text.ts", "Python"],
  ["webview/version/reproductions.ts", "Python"],
  ["webview/version/artifacts.ts", "SHA-256"],
  ["webview/lineage/export/export-menu.ts", "Mermaid"],
  // Keys of facts, and the title of a file's format.
  ["src/core/registration/suggest-bump.ts", "feature count"],
  ["src/core/audit/anchor.ts", "model-registry anchor"],
  // Examples of a policy and of code.
  ["webview/monitoring/view.ts", "monitoring:"],
  ["webview/monitoring/view.ts", "import local_model_registry"],
  // A query, a selector, a media query, colours and fonts of CSS.
  ["webview/model/table.ts", "metrics.test.auc"],
  ["webview/compare/grid-focus.ts", "button, input, a"],
  ["webview/lineage/graph/link-layer.ts", "line order"],
  ["webview/lineage/graph/graph-viewport.ts", "(prefers-reduced-motion"],
  ["webview/lineage/export/picture-theme.ts", "Canvas"],
  ["webview/lineage/export/picture-theme.ts", "system-ui"],
  ["webview/lineage/export/picture-theme.ts", "……px"],
];

test("what people read on the pages is translated, in whole sentences", async () => {
  const found: string[] = [];
  const met = new Set<(typeof exceptions)[number]>();
  for await (const path of glob(["webview/**/*.ts", "src/core/**/*.ts"], { cwd: root })) {
    const source = await readFile(resolve(root, path), "utf8");
    // A file of the core has texts for people if it translates any.
    const isText = path.startsWith("webview/") || source.includes('from "@vscode/l10n"');
    if (!isText) continue;
    for (const { line, text, problem } of untranslatedTexts(path, source)) {
      const exception = exceptions.find(([file, known]) => file === path && text.startsWith(known));
      if (exception) met.add(exception);
      else found.push(`${path}:${line}: ${problem}: ${text}`);
    }
  }
  expect(found).toEqual([]);
  expect(exceptions.filter((exception) => !met.has(exception))).toEqual([]);
});

const untranslated = {
  "text in the markup": "html`<p>No version yet</p>`",
  "the attribute aria-label": 'html`<div aria-label="Filter ${kind}"></div>`',
  "the attribute title": 'html`<i title="Open"></i>`',
  "not translated": 'announce("Copied the digest")',
  "put together": "emptyNote(`No version is in ${stage} yet`)",
  "a piece of a sentence": 'const more = () => l10n.t(" and {0} more", n)',
  "not a literal": "const why = () => l10n.t(`No ${stage}`)",
  "translated when the module is loaded": 'const kinds = { a: l10n.t("All kinds") }',
};

test.each(Object.entries(untranslated))("finds %s", (problem, source) => {
  expect(untranslatedTexts("page.ts", source).map((each) => each.problem)).toEqual([problem]);
});

test("finds a label of one word where people read it", () => {
  const source = 'live.textContent = "gone"; element.setAttribute("title", "gone");';
  expect(untranslatedTexts("page.ts", source)).toHaveLength(2);
});

test("takes names, keys and classes for what they are", () => {
  const source = `
    import { link } from "../ui/a page.ts";
    type Way = "One of two";
    const text = (): unknown => html\`<p class="muted note" title=\${title}>\${l10n.t("Two words")}: 5</p>\`;
    if (kind === "Two words") throw new Error("two words");
    host.send({ type: "show-version" });
  `;
  expect(untranslatedTexts("page.ts", source)).toEqual([]);
});
