import type { HubAddress } from "../../interchange/huggingface/hub-reads.ts";

/** Returns true for what names a model on a hub: `hf://…`. */
export function isHubAddress(text: string): boolean {
  return /^hf:\/\//i.test(text);
}

/** Reads `hf://org/name` and `hf://org/name@revision`; undefined for anything else. */
export function parseHubAddress(text: string): HubAddress | undefined {
  const [, id, revision] =
    /^hf:\/\/(?:models\/)?((?:[\w-][\w.-]*\/)?[\w-][\w.-]*)(?:@([\w][\w./-]*))?\/?$/i.exec(
      text.trim(),
    ) ?? [];
  if (id === undefined || revision?.includes("..")) return undefined;
  return { id, ...(revision !== undefined && { revision }) };
}
