// Preloaded by cli.ts: writes what the process has cost to the pipe 3, when it ends.
const { writeSync } = require("node:fs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS * 1024;
  writeSync(3, JSON.stringify({ cpu: (user + system) / 1000, memory }));
});
