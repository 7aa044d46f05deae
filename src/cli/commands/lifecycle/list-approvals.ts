import type { Command } from "commander";
import type { Refusal } from "../../../core/refusals/refusal.ts";
import {
  pullShared,
  waitForAnswer,
  type RequestAnswer,
} from "../../../registry/lifecycle/wait-for-answer.ts";
import { pendingApprovals } from "../../../registry/versions/pending-approvals.ts";
import { CliError, exitCodes } from "../../failure.ts";
import { duration } from "../../input/duration.ts";
import { addHelp } from "../../options.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import {
  answerDocument,
  answerLines,
  pendingDocument,
  pendingLines,
  waitingLine,
} from "../../report/approval-report.ts";
import { noteIfUnshared } from "../../report/unshared-note.ts";
import { onlyRequest, openRequest, requestHelp } from "../../requests.ts";
import { run, type Session } from "../../run.ts";

interface ApprovalsOptions {
  readonly wait: boolean;
  readonly to?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly every?: number;
}

const waitingByDefault = { timeout: 30 * 60_000, every: 15_000 };

/** Defines `model-registry approvals`. */
export function defineApprovals(command: Command): void {
  addHelp(command, {
    more:
      "With --wait the exit code is 0 when it is approved, " +
      `${exitCodes.notApproved} when it is denied, withdrawn or obsolete, and ${exitCodes.timeout} when the time is over. ` +
      "It pulls from the shared registry again and again, where one is connected and approved.",
    examples: [
      "approvals",
      "approvals --json | jq '.requests[] | select(.awaitsMe)'",
      "approvals --wait fraud-detection@5 --timeout 30m",
    ],
  })
    .argument("[request]", `with --wait, ${requestHelp} (default: the only one that is open)`)
    .option("--wait", "wait until a request is answered", false)
    .option("--to <stage>", "the stage, where requests for several are open")
    .option("--timeout <time>", "how long to wait (default: 30m)", duration)
    .option("--every <time>", "how often to pull (default: 15s)", duration)
    .action((request: string | undefined, options: ApprovalsOptions, command: Command) =>
      run(command, (session) =>
        options.wait ? wait(session, request, options) : list(session, request, options),
      ),
    );
}

async function list(
  { registry, output }: Session,
  request: string | undefined,
  { to, timeout, every }: ApprovalsOptions,
): Promise<void> {
  if ([request, to, timeout, every].some((given) => given !== undefined)) {
    throw new CliError({
      reason: "not-understood",
      problem: "a request, --to, --timeout and --every need --wait",
      help: "model-registry approvals --help",
    });
  }
  const found = await pendingApprovals(registry, {});
  output.answer(
    { requests: found.map(pendingDocument) },
    found.length > 0 ? pendingLines(found, Date.now()) : [],
  );
  if (found.length === 0) output.note("No approval request is open.");
}

async function wait(
  session: Session,
  text: string | undefined,
  { to, ...given }: ApprovalsOptions,
): Promise<void> {
  const { registry, output, task } = session;
  const { timeout, every } = { ...waitingByDefault, ...given };
  const told = new Set<string>();
  let noted = "";
  const waiting = {
    onProblem: (problem: Refusal): void => {
      const reported = reportedRefusal(problem);
      if (told.has(reported.message)) return;
      told.add(reported.message);
      output.warning(reported);
    },
    onWaiting: (answer: RequestAnswer, left: number): void => {
      const line = waitingLine(answer);
      if (line !== noted) output.note(line);
      noted = line;
      task.report?.({ message: `Waiting, ${Math.ceil(left / 60_000)} min left` });
    },
  };
  // The request, or the version that it is about, may be one that only the history brings.
  await pullShared(registry, waiting, task);
  const request = await (text === undefined
    ? onlyRequest(session, to)
    : openRequest(session, text, to, true));
  await noteIfUnshared(session);
  const answer = await waitForAnswer(registry, { request, timeout, every }, waiting, task);
  output.answer(answerDocument(answer), answerLines(answer));
  process.exitCode = exitCodeOf(answer.state);
}

function exitCodeOf(state: RequestAnswer["state"]): number {
  switch (state) {
    case "approved":
    case "fulfilled":
      return exitCodes.done;
    case "open":
      return exitCodes.timeout;
    case "denied":
    case "withdrawn":
    case "obsolete":
      return exitCodes.notApproved;
  }
}
