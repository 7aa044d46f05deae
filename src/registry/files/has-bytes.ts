import type { Sha256 } from "../../core/model/ids.ts";
import { copyAndHash, type Transfer } from "../../storage/artifacts/copy-and-hash.ts";
import { openNoFollow } from "../../storage/files/open-file.ts";

/** Returns true if a file has the bytes of a digest. */
export async function hasBytes(path: string, sha256: Sha256, transfer: Transfer): Promise<boolean> {
  await using handle = await openNoFollow(path);
  return (await copyAndHash(handle, undefined, transfer)).sha256 === sha256;
}
