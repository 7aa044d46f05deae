import { setFlagsFromString } from "node:v8";

/** Major releases of Node.js whose V8 has the flag; another V8 would complain on stderr. */
const knownNodes = { first: 20, last: 25 };

/**
 * Lets V8 optimize functions of SQLite only after 15 times the work that is its default, about a tenth
 * of a second in one function. Otherwise a short command spends a fifth of its CPU time on code that
 * it no longer runs. Does nothing in the Node.js of VS Code, where flags may be frozen.
 */
export function deferWasmOptimization(): void {
  const { node, electron } = process.versions;
  const major = Number(node.split(".")[0]);
  if (electron !== undefined || major < knownNodes.first || major > knownNodes.last) return;
  try {
    setFlagsFromString("--wasm-tiering-budget=200000000");
  } catch {
    // Other programs that run JavaScript have no such function.
  }
}
