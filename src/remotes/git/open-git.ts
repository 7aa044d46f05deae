import type { Remote } from "../contract/remote.ts";
import { lfsObjects } from "../lfs/lfs-objects.ts";
import { gitLog } from "./git-log.ts";
import { gitObjects } from "./git-objects.ts";
import { GitSpace, type GitRemoteOptions } from "./git-space.ts";
import { lfsAccess } from "./lfs-access.ts";

/** Opens a git repository through which clones share a registry. Contacts nobody yet. */
export function openGitRemote(options: GitRemoteOptions): Remote {
  const space = new GitSpace(options);
  const objects = lfsObjects(lfsAccess(space), gitObjects(space));
  return { address: options.address, log: gitLog(space), objects };
}
