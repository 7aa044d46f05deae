import { inspectPath } from "../../src/inspect/engine/inspect-path.ts";

/** Inspects the file or folder named on the command line; milliseconds and bytes. */
const [path = ""] = process.argv.slice(2);
const before = process.memoryUsage().rss;
const start = performance.now();
const { bytesRead, description, tensors } = await inspectPath(path);
const time = performance.now() - start;
const memory = process.resourceUsage().maxRSS * 1024 - before;
if (description.verdict === "unreadable") throw new Error(JSON.stringify(description.findings));
console.log(JSON.stringify({ time, bytesRead, memory, tensors: tensors.length }));
