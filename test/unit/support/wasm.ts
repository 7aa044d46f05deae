import { readFile } from "node:fs/promises";

/** The bytes of SQLite, as `Registry.open` takes them. */
export async function wasm(): Promise<Uint8Array<ArrayBuffer>> {
  const path = new URL("../../../node_modules/sql.js/dist/sql-wasm.wasm", import.meta.url);
  return new Uint8Array(await readFile(path));
}
