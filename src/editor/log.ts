import { window, type LogOutputChannel } from "vscode";

let channel: LogOutputChannel | undefined;

/** The output channel “Model Registry”, made when something is first said. */
export function log(): LogOutputChannel {
  return (channel ??= window.createOutputChannel("Model Registry", { log: true }));
}
