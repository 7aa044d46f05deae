import type { Remote } from "../contract/remote.ts";
import { gitLog } from "./git-log.ts";
import { gitObjects } from "./git-objects.ts";
import { GitSpace, type GitRemoteOptions } from "./git-space.ts";

/** Opens a git repository through which clones share a registry. Contacts nobody yet. */
export function openGitRemote(options: GitRemoteOptions): Remote {
  const space = new GitSpace(options);
  return { address: options.address, log: gitLog(space), objects: gitObjects(space) };
}
