import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import * as l10n from "@vscode/l10n";
import type { HookPhase } from "../../core/events/hook-phase.ts";
import { maskText } from "../../core/masking/mask-text.ts";
import type { Hook } from "../../core/model/policy/stage-gates.ts";
import { endProblem } from "./end-problem.ts";
import { endProcessTree } from "./end-process-tree.ts";

/** Result of running a hook. */
export interface HookRun<Phase extends string = HookPhase> {
  /** The program and its arguments, as the policy names them. */
  readonly command: readonly string[];
  readonly phase: Phase;
  readonly ok: boolean;
  /** Reason why it failed: `ended with code 1`, `took more than 60 s`. */
  readonly problem?: string;
  /** True if it failed because it exceeded its time limit. */
  readonly timedOut?: true;
  /** Output to stdout and stderr; only the end if it is long. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

export interface HookCall<Phase extends string = HookPhase> {
  readonly hook: Hook;
  readonly phase: Phase;
  /** The workspace folder, absolute: where the program runs. */
  readonly folder: string;
  /** Given as one JSON document on stdin. */
  readonly event: unknown;
  /** `MODEL_REGISTRY_…` variables, beside those that this process has. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Called with the program's output as it is written. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

/** Maximum number of bytes of output that are recorded. */
const keptOutput = 64 * 1024;
/** Maximum number of characters passed on while it runs: every listener keeps them in memory. */
const toldOutput = 4 * 1024 * 1024;
/** Milliseconds in which what a program has written last is still taken after it has ended. */
const drainTime = 500;

/**
 * Runs a program of the workspace, without a shell. At its time limit, or when the signal is raised,
 * it is ended together with all it has started. Never throws.
 */
export async function runHook<Phase extends string = HookPhase>(
  call: HookCall<Phase>,
): Promise<HookRun<Phase>> {
  const { hook, phase, folder, event, variables, signal } = call;
  const command = [hook.command, ...hook.args];
  const overtime = l10n.t("took more than {0} s", hook.timeout);
  if (signal?.aborted) {
    const problem = l10n.t("was not started: the rest was cancelled");
    return { command, phase, ok: false, problem, output: "", duration: 0 };
  }
  const began = performance.now();
  const tail = new Tail();
  const problem = await new Promise<string | undefined>((resolve) => {
    // This program may be Electron playing Node; what it starts should not have to.
    const inherited = { ...process.env };
    delete inherited["ELECTRON_RUN_AS_NODE"];
    const options: SpawnOptions = {
      cwd: folder,
      env: { ...inherited, ...variables },
      shell: false,
      windowsHide: true,
      // A process group of its own, so that all of it can be ended.
      detached: process.platform !== "win32",
      stdio: "pipe",
    };
    let child: ChildProcess;
    try {
      child = spawn(hook.command, [...hook.args], options);
    } catch (error) {
      resolve(
        l10n.t("could not be started: {0}", error instanceof Error ? error.message : String(error)),
      );
      return;
    }
    let ending: { readonly why: string; readonly kill: Promise<() => void> } | undefined;
    const end = (why: string): void => {
      ending ??= { why, kill: endProcessTree(child) };
    };
    const timer = setTimeout(() => {
      end(overtime);
    }, hook.timeout * 1000);
    const cancel = (): void => {
      end(l10n.t("was cancelled"));
    };
    const settle = (why: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      letGo(child);
      resolve(ending?.why ?? why);
    };
    const tell = teller(call.onOutput);
    // Where no more files can be opened, there are no streams; the error tells.
    for (const stream of [child.stdout, child.stderr]) {
      // What is written in pieces may be cut within a character.
      const decoder = new StringDecoder("utf8");
      stream?.on("data", (chunk: Buffer) => {
        tail.add(chunk);
        tell(decoder.write(chunk));
      });
    }
    // Who does not read the event closes the pipe before all of it is written.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(`${JSON.stringify(event)}\n`);
    child.once("error", (error) => {
      settle(l10n.t("could not be started: {0}", error.message));
    });
    child.once("exit", (code, by) => {
      // Those of the tree that did not listen must not outlive it.
      void ending?.kill.then((kill) => {
        kill();
      });
      const why = endProblem(code, by);
      // What it left running in the background may hold its output open for ever.
      const drained = setTimeout(() => {
        settle(why);
      }, drainTime);
      child.once("close", () => {
        clearTimeout(drained);
        settle(why);
      });
    });
    signal?.addEventListener("abort", cancel, { once: true });
  });
  return {
    command,
    phase,
    ok: problem === undefined,
    ...(problem !== undefined && { problem }),
    ...(problem === overtime && { timedOut: true as const }),
    output: maskText(tail.text()).text,
    duration: performance.now() - began,
  };
}

/** Returns a function that passes text on up to a limit, and adds a note when that is reached. */
function teller(onOutput: HookCall["onOutput"]): (text: string) => void {
  let told = 0;
  return (text) => {
    if (text === "" || told > toldOutput) return;
    told += text.length;
    onOutput?.(told > toldOutput ? `${text}\n… (what follows is not shown)\n` : text);
  };
}

function letGo(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** The last bytes of a stream. */
class Tail {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #isCut = false;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length > keptOutput * 2) {
      this.#length -= this.#chunks.shift()?.length ?? 0;
      this.#isCut = true;
    }
  }

  text(): string {
    const bytes = Buffer.concat(this.#chunks);
    const isCut = this.#isCut || bytes.length > keptOutput;
    return `${isCut ? "…" : ""}${bytes.subarray(-keptOutput).toString("utf8")}`;
  }
}
