import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openFolderRemote } from "../../../../src/remotes/folder/open-folder.ts";
import { describeRemote } from "./remote-contract.ts";

describeRemote("a shared folder", async (folder) => {
  const path = join(folder, "share");
  await mkdir(path);
  return {
    open: () => openFolderRemote(path),
    takeAway: () => rm(path, { recursive: true }),
    remove: () => Promise.resolve(),
  };
});
