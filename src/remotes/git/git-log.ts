import { randomUUID } from "node:crypto";
import { damaged, requireHead, requireSegment } from "../contract/remote-errors.ts";
import { encodeHead, type RemoteHead, type Segment } from "../contract/remote-head.ts";
import type { NewSegment, RemoteLog, SeenHead, Swap } from "../contract/remote.ts";
import { GitFailure, type GitProcess } from "./git-process.ts";
import type { GitSpace } from "./git-space.ts";

/** Name under which the remote's branch is kept in our own repository. */
const seenBranch = "refs/remotes/shared/model-registry";
const commitPattern = /^[0-9a-f]{40}$/;
const attempts = 5;

const readme = `# A model registry

This branch holds the ledger of a model registry (the VS Code extension Model Registry). It is
written by \`model-registry push\` alone and has nothing in common with the other branches: don't
merge it, and don't commit to it by hand.
`;

/**
 * The log on a branch of its own of a git repository: `head.json` and the segments it names. Each
 * new head is a commit on top of the one that was seen, pushed without force, so that the remote
 * takes it only if the branch has not moved.
 */
export function gitLog(space: GitSpace): RemoteLog {
  const { address } = space;
  return {
    readHead: ({ signal } = {}) => space.run((git) => readHead(space, git, signal)),
    readSegment: (seen, segment, { signal } = {}) =>
      space.run(async (git) => {
        const name = `${seen.token}:${segmentPath(segment)}`;
        const bytes = await git
          .run(["cat-file", "blob", name], { signal })
          .catch((error: unknown) => {
            if (!(error instanceof GitFailure)) throw error;
            throw damaged(address, { kind: "segment-missing", sha256: segment.sha256 });
          });
        return requireSegment(address, segment, bytes);
      }),
    swapHead: (seen, next, added, transfer = {}) =>
      space.run(async (git) => {
        const commit = await makeCommit(git, seen, next, added, transfer);
        const isPushed = await push(space, git, commit, seen, transfer);
        return isPushed ? { head: next, token: commit } : undefined;
      }),
    erase: async (_segments, { signal } = {}) => {
      // Commits of before are in our own repository, too.
      await space.clear();
      await space.run((git) => readHead(space, git, signal));
    },
  };
}

async function readHead(
  space: GitSpace,
  git: GitProcess,
  signal: AbortSignal | undefined,
): Promise<SeenHead> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git.run(
        [
          ...["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"],
          ...["--", space.url, `+${space.branch}:${seenBranch}`],
        ],
        { signal },
      );
      break;
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (error.output.includes("couldn't find remote ref")) return { token: "" };
      // Another window or command fetches into the same repository.
      if (
        attempt === attempts ||
        !/cannot lock ref|unable to update local ref/i.test(error.output)
      ) {
        throw error;
      }
    }
  }
  const commit = String(await git.run(["rev-parse", "--verify", seenBranch])).trim();
  const bytes = await git
    .run(["cat-file", "blob", `${commit}:head.json`])
    .catch((error: unknown) => {
      if (!(error instanceof GitFailure)) throw error;
      throw damaged(space.address, { kind: "no-head" });
    });
  return { head: requireHead(space.address, bytes), token: commit };
}

/** Writes a commit with fast-import (git-fast-import(1)): one process, and no index or work tree. */
async function makeCommit(
  git: GitProcess,
  seen: SeenHead,
  next: RemoteHead,
  added: readonly NewSegment[],
  { signal, isRedacting = false }: Swap,
): Promise<string> {
  const ref = `refs/passing/${randomUUID()}`;
  const parent = commitPattern.test(seen.token) ? seen.token : undefined;
  const kept = new Set(segmentsOf(next));
  const dropped = segmentsOf(seen.head).filter((path) => !kept.has(path));
  const parts = [
    text(`commit ${ref}\n`),
    text(`committer Model Registry <model-registry@localhost> ${seconds()} +0000\n`),
    ...data(Buffer.from("Exchange of the model registry\n")),
    // Commits of before hold what was redacted: the new one has their files and no parent.
    text(parent === undefined || isRedacting ? "" : `from ${parent}\n`),
    text(parent !== undefined && isRedacting ? `M 040000 ${await treeOf(git, parent)} \n` : ""),
    ...(parent === undefined
      ? [...file("README.md", Buffer.from(readme)), ...file(".gitattributes", text("* -text\n"))]
      : []),
    ...file("head.json", encodeHead(next)),
    ...added.flatMap((segment) => file(segmentPath(segment), segment.bytes)),
    ...dropped.map((path) => text(`D ${path}\n`)),
    text("\ndone\n"),
  ];
  await git.run(["fast-import", "--quiet", "--done", "--date-format=raw"], {
    input: Buffer.concat(parts),
    signal,
  });
  const commit = String(await git.run(["rev-parse", "--verify", ref])).trim();
  await git.run(["update-ref", "-d", ref]).catch(() => undefined);
  return commit;
}

async function treeOf(git: GitProcess, commit: string): Promise<string> {
  return String(await git.run(["rev-parse", "--verify", `${commit}^{tree}`])).trim();
}

/**
 * Pushes without force, or, where something was redacted, only over the commit that was seen. false
 * if the branch has moved.
 */
async function push(
  space: GitSpace,
  git: GitProcess,
  commit: string,
  { token }: SeenHead,
  { signal, isRedacting = false }: Swap,
): Promise<boolean> {
  const isOver = isRedacting && commitPattern.test(token);
  const force = isOver ? [`--force-with-lease=${space.branch}:${token}`] : [];
  const args = ["push", "--porcelain", "--no-verify", ...force, "--", space.url];
  try {
    await git.run([...args, `${commit}:${space.branch}`], { signal });
  } catch (error) {
    if (error instanceof GitFailure && hasMoved(error.output)) return false;
    throw error;
  }
  await git.run(["update-ref", seenBranch, commit]).catch(() => undefined);
  return true;
}

function hasMoved(output: string): boolean {
  return /non-fast-forward|fetch first|stale info|cannot lock ref|incorrect old value|failed to update ref|reference already exists/i.test(
    output,
  );
}

function segmentsOf(head: RemoteHead | undefined): readonly string[] {
  return Object.values(head?.files ?? {}).flatMap(({ segments }) => segments.map(segmentPath));
}

function segmentPath({ sha256 }: Segment): string {
  return `segments/${sha256.slice(0, 2)}/${sha256}`;
}

function file(path: string, bytes: Uint8Array): readonly Uint8Array[] {
  return [text(`M 100644 inline ${path}\n`), ...data(bytes)];
}

function data(bytes: Uint8Array): readonly Uint8Array[] {
  return [text(`data ${bytes.byteLength}\n`), bytes, text("\n")];
}

function text(content: string): Uint8Array {
  return Buffer.from(content);
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
