import type { Digests } from "../model/data/digests.ts";
import { Sha256 } from "../model/ids.ts";
import type { Pointer } from "./pointer.ts";

/**
 * A key of git-annex (doc/internals/key_format): backend, fields, and the name after two dashes.
 */
const keyForm = /^([A-Z][A-Z0-9_]*)((?:-[smSC]\d+)*)--(.+)$/;

/**
 * Parses what git-annex leaves where a file's content is not: of an unlocked file a first line
 * `/annex/objects/KEY`, of a locked one a link into `.git/annex/objects`, which is a text file
 * where the system has no links.
 *
 * @param text content of the file, or target of the link
 */
export function readAnnexPointer(text: string): Pointer | undefined {
  const [line = ""] = text.split(/\r?\n/, 1);
  const [, key] =
    /(?:^|\/)annex\/objects\/(?:.*\/)?([^/]+)$/.exec(line.replaceAll("\\", "/")) ?? [];
  const [, backend = "", fields = "", name = ""] = keyForm.exec(key ?? "") ?? [];
  if (backend === "") return undefined;
  const size = Number(/-s(\d+)/.exec(fields)?.[1] ?? NaN);
  return {
    tool: "git-annex",
    digests: digestsOf(backend, name),
    ...(Number.isSafeInteger(size) && { size }),
  };
}

/** Returns the digest in a name; backends ending in `E` keep the file's extension after it. */
function digestsOf(backend: string, name: string): Digests {
  const [, algorithm] = /^(SHA256|SHA512|SHA1|MD5)E?$/.exec(backend) ?? [];
  const hex = /^[0-9a-f]{32,128}/.exec(name)?.[0];
  if (algorithm === undefined || hex === undefined) return {};
  if (algorithm !== "SHA256") return { [algorithm.toLowerCase()]: hex };
  const sha256 = Sha256.safeParse(hex);
  return sha256.success ? { sha256: sha256.data } : {};
}
