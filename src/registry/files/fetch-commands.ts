import type { Finding } from "../../core/model/inspection.ts";
import { pointerProblem } from "../../core/pointers/pointer.ts";
import { inEnglish } from "../../core/text/language.ts";
import { fetchCommandFor, pointerAt } from "../../provenance/data/pointer-file.ts";

/**
 * Names in the findings about pointers the command that fetches the bytes as it is run in the workspace
 * folder: who reads a file only knows its name.
 *
 * @param placeOf returns the absolute path of a file, by the `where` of its finding
 */
export async function withFetchCommands(
  workspace: string,
  findings: readonly Finding[],
  placeOf: (where: string | undefined) => string | undefined,
): Promise<readonly Finding[]> {
  return Promise.all(
    findings.map(async (finding) => {
      const path = finding.code === "pointer" ? placeOf(finding.where) : undefined;
      const pointer = path === undefined ? undefined : await pointerAt(path);
      if (path === undefined || !pointer) return finding;
      const command = await fetchCommandFor(workspace, [{ path, pointer }]);
      // Recorded with the version.
      const problem = inEnglish(() => pointerProblem(pointer));
      const message = `It ${problem}. Fetch it with: ${command}`.slice(0, 1024);
      return { ...finding, message };
    }),
  );
}
