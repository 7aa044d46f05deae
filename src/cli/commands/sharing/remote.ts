import { Argument, type Command } from "commander";
import { count, formatAgo } from "../../../core/text/format.ts";
import { addRemote, approveRemote, withdrawRemote } from "../../../registry/exchange/add-remote.ts";
import {
  checkRemote,
  remoteStatus,
  type RemoteStatus,
} from "../../../registry/exchange/remote-status.ts";
import { CliError } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { run, type Session } from "../../run.ts";

type Action = "show" | "add" | "check" | "approve" | "withdraw";

/** Defines `model-registry remote`. */
export function defineRemote(command: Command): void {
  addHelp(command, {
    more:
      "An address is a folder (/mnt/models, or ../models from the workspace folder), a git repository: " +
      "git+origin for the remote of that name here, git+https://… or git+ssh://… for any other, with #branch for another branch than model-registry, " +
      "a bucket: s3://bucket/prefix, with ?endpoint=https://… and &region=… for another service than Amazon's, " +
      "or a PostgreSQL database with the files elsewhere: postgres://host/database?objects=s3://bucket/prefix, or objects=/mnt/models. " +
      "add contacts it, writes it into the policy and approves it on this machine; " +
      "approve approves the one that a policy names already; withdraw takes that back.",
    examples: [
      "remote add git+origin",
      "remote add /mnt/models",
      "remote add 's3://models/fraud?endpoint=https://minio.example.org'",
      "remote add 'postgres://db.example.org/models?objects=s3://models/fraud'",
      "remote show",
      "remote check --json",
      "remote approve git+https://git.example.org/fraud.git",
    ],
  })
    .addArgument(
      new Argument("[action]", "what to do")
        .choices(["show", "add", "check", "approve", "withdraw"])
        .default("show"),
    )
    .argument("[address]", "address of the remote, for add and approve")
    .option("--join", "with add: bring both registries together, although they began apart", false)
    .action(
      (
        action: Action,
        address: string | undefined,
        { join }: { join: boolean },
        command: Command,
      ) =>
        run(command, (session) => act(session, action, address, join), {
          needsRegistry: action !== "add",
        }),
    );
}

async function act(
  session: Session,
  action: Action,
  address: string | undefined,
  join: boolean,
): Promise<void> {
  const { registry, output, task } = session;
  switch (action) {
    case "show": {
      const status = await remoteStatus(registry);
      output.answer(status ?? null, status ? statusLines(status) : ["No remote"]);
      return;
    }
    case "check": {
      const status = await checkRemote(registry, {}, task);
      output.answer(status, [`${status.address} answers`, ...statusLines(status).slice(1)]);
      return;
    }
    case "add": {
      const status = await addRemote(registry, { address: given(address), join }, task);
      output.done(status, [
        `The registry is shared through ${status.address}; commit .model-registry/policy.yaml`,
        distanceText(status),
      ]);
      return;
    }
    case "approve": {
      const status = await approveRemote(registry, { address: given(address) });
      output.done(status, [`Approved on this machine: ${status.address}`]);
      return;
    }
    case "withdraw": {
      const { withdrawn } = await withdrawRemote(registry, {});
      output.done({ withdrawn }, [
        withdrawn ? "No remote is approved here any more" : "No remote was approved here",
      ]);
    }
  }
}

/** @throws CliError `usage` */
function given(address: string | undefined): string {
  if (address !== undefined) return address;
  throw new CliError({ reason: "no-address" });
}

function statusLines(status: RemoteStatus): readonly string[] {
  const { address, approved, answeredAt, offlineSince, problem } = status;
  const now = Date.now();
  return [
    address,
    ...(approved ? [] : ["Not approved on this machine: nothing is sent or fetched"]),
    distanceText(status),
    ...(answeredAt === undefined ? [] : [`Last answer: ${formatAgo(answeredAt, now)}`]),
    ...(offlineSince === undefined ? [] : [`Offline since ${offlineSince}: ${problem ?? ""}`]),
  ];
}

function distanceText({ ahead, behind }: RemoteStatus): string {
  if (ahead + behind === 0) return "In step";
  const parts = [
    ...(ahead > 0 ? [`${count(ahead, "ledger line")} to push`] : []),
    ...(behind > 0 ? [`${count(behind, "ledger line")} to pull`] : []),
  ];
  return parts.join(", ");
}
