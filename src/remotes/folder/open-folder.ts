import type { Remote } from "../contract/remote.ts";
import { folderLog } from "./folder-log.ts";
import { folderObjects } from "./folder-objects.ts";
import { SharedFolder } from "./shared-folder.ts";

/**
 * Opens a folder through which clones share a registry, as on a network share.
 *
 * @param path absolute
 */
export function openFolderRemote(path: string): Remote {
  const shared = new SharedFolder(path, path);
  return { address: path, log: folderLog(shared), objects: folderObjects(shared) };
}
