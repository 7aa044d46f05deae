#!/usr/bin/env node
import { enableCompileCache } from "./compile-cache.ts";

enableCompileCache();
// Loaded after that, so that it comes from there. Left to find its arguments itself, commander would
// look in other places in the Node of VS Code.
void import("./program.ts").then(({ main }) => main(process.argv.slice(2)));
