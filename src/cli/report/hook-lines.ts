import { hookTime, type HookPhase } from "../../core/events/hook-phase.ts";
import { commandText } from "../../core/text/command-text.ts";
import type { HookStep } from "../../registry/hook-step.ts";
import type { HookRun } from "../../registry/hooks/run-hook.ts";
import type { Output } from "../terminal/output.ts";

/**
 * Returns a line for each hook that ran. A hook that failed is only reported: the change that it
 * ran after is done.
 */
export function hookLines(runs: readonly HookRun[]): readonly string[] {
  return runs.map(({ command, phase, problem, duration }) => {
    const end = problem ?? `done in ${(duration / 1000).toFixed(1)} s`;
    return `  hook ${when[phase]}: ${commandText(command)}: ${end}`;
  });
}

/** Shows what hooks write, line by line while they run. */
export function hookReporter(output: Output): (step: HookStep) => void {
  let line = "";
  return (step) => {
    switch (step.step) {
      case "started":
        output.note(`Hook ${hookTime(step.phase, step.to)}: ${commandText(step.command)}`);
        return;
      case "output": {
        const lines = (line + step.text).split(/\r\n|[\r\n]/);
        line = lines.pop() ?? "";
        for (const whole of lines) output.note(`  ${whole}`);
        return;
      }
      case "ended":
        if (line !== "") output.note(`  ${line}`);
        line = "";
    }
  };
}

const when: Readonly<Record<HookPhase, string>> = {
  pre: "before",
  post: "after",
  request: "on request",
  approve: "on approval",
  deny: "on denial",
};
