import { Unreadable } from "../../contract/format.ts";

/** Compressed bytes are not what their format prescribes. */
export function damaged(): Unreadable {
  return new Unreadable("The compressed bytes are damaged");
}

/** The content is not the one that its checksum was made of. */
export function otherContent(): Unreadable {
  return new Unreadable("The checksum of the compressed bytes is not that of their content");
}
