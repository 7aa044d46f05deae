import { openRegistry } from "./measure.ts";

/** Opens the registry of a folder and says how long (ms) that took and what memory (bytes) it holds. */
const [, , folder = ""] = process.argv;
const start = performance.now();
const registry = await openRegistry(folder);
const open = performance.now() - start;
const models = await registry.read((state) => state.models().length);
const { rss } = process.memoryUsage();
console.log(JSON.stringify({ open, rss, models }));
process.exit(0);
