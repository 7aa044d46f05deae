import { stripVTControlCharacters } from "node:util";
import { window, type OutputChannel } from "vscode";
import { hookTime, isMovePhase } from "../core/events/hook-phase.ts";
import { commandText } from "../core/text/command-text.ts";
import type { HookStep } from "../registry/hook-step.ts";

let channel: OutputChannel | undefined;

/** The output channel of the policy's hooks, made when the first one runs. */
export function hookOutput(): OutputChannel {
  return (channel ??= window.createOutputChannel("Model Registry: Hooks"));
}

/** Writes what hooks do while they run: a heading for each, its output line by line, how it ended. */
export function hookWriter(): (step: HookStep) => void {
  let line = "";
  const write = (text: string): void => {
    hookOutput().appendLine(stripVTControlCharacters(text));
  };
  return (step) => {
    switch (step.step) {
      case "started": {
        const { version, to, phase, command, folder } = step;
        const move = phase === "pre" ? `→ ${to} · before` : `→ ${to} · after`;
        const occasion = isMovePhase(phase) ? move : `· ${hookTime(phase, to)}`;
        write(`── ${version} ${occasion} · ${new Date().toLocaleString()}`);
        write(`${folder}> ${commandText(command)}`);
        return;
      }
      case "output": {
        const lines = (line + step.text).split(/\r\n|[\r\n]/);
        line = lines.pop() ?? "";
        for (const whole of lines) write(whole);
        return;
      }
      case "ended": {
        if (line !== "") write(line);
        line = "";
        const seconds = (step.run.duration / 1000).toFixed(1);
        write(`── ${step.run.problem ?? "passed"} · ${seconds} s\n`);
      }
    }
  };
}
