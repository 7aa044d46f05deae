import { rm } from "node:fs/promises";
import { join } from "node:path";
import { findGit } from "../../../../src/provenance/git/find-git.ts";
import { openGitRemote } from "../../../../src/remotes/git/open-git.ts";
import { git } from "../../support/git.ts";
import { describeRemote } from "./remote-contract.ts";

describeRemote("a bare git repository on a disk", async (folder) => {
  const url = join(folder, "shared.git");
  git(folder, "init", "--quiet", "--bare", url);
  const binary = (await findGit())!;
  let opened = 0;
  return {
    open: () => {
      opened += 1;
      // Each clone has a repository of its own between itself and the remote.
      const own = join(folder, `clone-${opened}.git`);
      return openGitRemote({ url, address: `git+${url}`, binary, folder: own });
    },
    takeAway: () => rm(url, { recursive: true }),
    remove: () => Promise.resolve(),
  };
});
