import { closeSync, openSync, writeSync } from "node:fs";
import { findGit } from "../../../../src/provenance/git/find-git.ts";
import { gitIn, recordedGitProblem } from "../../../../src/provenance/git/run-git.ts";
import { runHook } from "../../../../src/registry/hooks/run-hook.ts";

/**
 * Starts git and a hook when no more file can be opened, and again when that is over; says how each
 * ended as a JSON line: `node few-files.ts <repository>`.
 */
const [, , folder = ""] = process.argv;
const git = gitIn(folder, (await findGit()) ?? "git");

async function outcomes(): Promise<{ readonly git: string; readonly hook: string | undefined }> {
  const [answer, hook] = await Promise.all([
    git(["rev-parse", "--is-inside-work-tree"]).then(String, recordedGitProblem),
    runHook({
      hook: { command: "/bin/true", args: [], timeout: 60 },
      phase: "pre",
      folder,
      event: {},
      variables: {},
    }),
  ]);
  return { git: answer.trim(), hook: hook.problem };
}

// The first time, the system reads what it needs later.
await outcomes();
const opened: number[] = [];
try {
  for (;;) opened.push(openSync("/dev/null", "r"));
} catch {
  // Now there is none left.
}
const without = await outcomes();
for (const file of opened) closeSync(file);
writeSync(1, JSON.stringify({ without, within: await outcomes() }));
