import { cpus } from "node:os";
import { benchActivation } from "./activation.ts";
import { benchCli } from "./cli.ts";
import { benchComparePage } from "./compare-page.ts";
import { benchDeadLock } from "./dead-lock.ts";
import { benchFuzz } from "./fuzz.ts";
import { benchGates } from "./gates.ts";
import { benchInspect } from "./inspect.ts";
import { benchLargeFile } from "./large-file.ts";
import { benchLineagePage } from "./lineage-page.ts";
import { benchLineage } from "./lineage.ts";
import { benchOpenModel } from "./open-model.ts";
import { benchPickleScanners } from "./pickle-scanners.ts";
import { benchRegistrySize } from "./registry-size.ts";
import { benchRetention } from "./retention.ts";
import { benchRuns } from "./runs.ts";
import { benchServer } from "./server.ts";
import { benchSharing } from "./sharing.ts";

/** `npm run bench [section …]`; if none is named, all but those that need Python and the network. */
const sections: Readonly<Record<string, () => Promise<void>>> = {
  "registry-size": benchRegistrySize,
  cli: benchCli,
  "large-file": benchLargeFile,
  inspect: benchInspect,
  "open-model": benchOpenModel,
  activation: benchActivation,
  "compare-page": benchComparePage,
  gates: benchGates,
  "dead-lock": benchDeadLock,
  fuzz: benchFuzz,
  retention: benchRetention,
  runs: benchRuns,
  lineage: benchLineage,
  "lineage-page": benchLineagePage,
  sharing: benchSharing,
  server: benchServer,
  "pickle-scanners": benchPickleScanners,
};
const onlyWhenNamed: ReadonlySet<string> = new Set(["server", "pickle-scanners"]);

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in sections));
if (unknown !== undefined) {
  console.error(`There is no section “${unknown}”: ${Object.keys(sections).join(", ")}.`);
  process.exit(2);
}
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`,
);
for (const [name, section] of Object.entries(sections)) {
  if (chosen.length === 0 ? !onlyWhenNamed.has(name) : chosen.includes(name)) await section();
}
