import { env, l10n } from "vscode";
import type { AbTestArgument } from "../../command-arguments.ts";
import { showStatusBarMessage } from "../../messages.ts";
import type { Pages } from "../../panels/pages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { targetAbTest } from "../../pickers/pick-ab-test.ts";
import type { Registries } from "../../registries.ts";
import { routingSnippet, type RoutingSnippet } from "./routing-snippets.ts";

/** “Show A/B Test”: the page of a test, running or not. */
export async function showAbTest(
  registries: Registries,
  pages: Pages,
  argument: AbTestArgument | undefined,
): Promise<undefined> {
  const title = l10n.t("Show A/B Test");
  const found = await targetAbTest(registries, argument, title, { isRunning: false });
  if (!found) return;
  const { test } = found.outline;
  pages.show({ page: "abtest", folder: found.in.folder.uri.toString(), test: test.id });
}

/** “Copy Routing Code…”: code that asks which version answers a request, and records what came of it. */
export async function copyAbRouting(
  registries: Registries,
  argument: AbTestArgument | undefined,
): Promise<string | undefined> {
  const title = l10n.t("Copy Routing Code");
  const found = await targetAbTest(registries, argument, title, { isRunning: true });
  if (!found) return undefined;
  const { test } = found.outline;
  const subject = { test: test.name, metric: test.definition.metric.key };
  const answer = await askForOne({
    title: l10n.t("Copy routing code of {0}", test.name),
    placeholder: l10n.t("Choose what the code is for"),
    items: snippetKinds().map(({ kind, label, detail }) => ({
      label,
      detail,
      code: routingSnippet(kind, subject),
    })),
  });
  if (typeof answer === "symbol") return undefined;
  await env.clipboard.writeText(answer.code);
  showStatusBarMessage(l10n.t("Copied the {0} code for {1}", answer.label, test.name), 3000);
  return answer.code;
}

function snippetKinds(): readonly {
  readonly kind: RoutingSnippet;
  readonly label: string;
  readonly detail: string;
}[] {
  return [
    {
      kind: "python",
      label: "Python",
      detail: l10n.t("The module local_model_registry, which computes the answer by itself"),
    },
    {
      kind: "shell",
      label: l10n.t("Shell"),
      detail: l10n.t("The command line of the registry"),
    },
    { kind: "http", label: "HTTP", detail: l10n.t("The server of the registry, by any language") },
  ];
}
