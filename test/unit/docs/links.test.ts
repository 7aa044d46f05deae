import { existsSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../workbench/paths.ts";
import { anchorsOf, linksOf, readDocuments } from "./documents.ts";

describe("links in the documentation", async () => {
  const documents = await readDocuments();

  it.each(documents.map((document) => [document.path, document] as const))(
    "%s leads to files and headings that exist",
    (path, document) => {
      expect(linksOf(document).filter((link) => leadsNowhere(path, link))).toEqual([]);
    },
  );

  it("are found in most documents", () => {
    const linking = documents.filter((document) => linksOf(document).length > 0);
    expect(linking.length).toBeGreaterThan(documents.length / 3);
  });

  it("lead to every document of docs/", () => {
    const linked = new Set(
      documents.flatMap((document) =>
        linksOf(document).map((link) => resolveLink(document.path, link).path),
      ),
    );
    const inDocs = documents.map(({ path }) => path).filter((path) => path.startsWith("docs/"));
    expect(inDocs.filter((path) => !linked.has(path))).toEqual([]);
  });

  function leadsNowhere(from: string, link: string): boolean {
    if (/^[a-z]+:/.test(link)) return false;
    const { path, anchor } = resolveLink(from, link);
    if (!existsSync(posix.join(projectRoot, path))) return true;
    const target = documents.find((document) => document.path === path);
    return anchor !== "" && target !== undefined && !anchorsOf(target).has(anchor);
  }
});

/** The file that a relative link means, from the project's root, and the heading in it. */
function resolveLink(
  from: string,
  link: string,
): { readonly path: string; readonly anchor: string } {
  const [target = "", anchor = ""] = link.split("#");
  const path = target === "" ? from : posix.join(posix.dirname(from), decodeURI(target));
  return { path, anchor };
}
