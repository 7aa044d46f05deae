import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  l10n,
  languages,
  Range,
  type Uri,
  workspace,
} from "vscode";
import type { PolicyFinding } from "../../registry/policy/check-policy.ts";
import { log } from "../log.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { policyUri } from "./policy-file.ts";

/** Milliseconds without a key before what was typed is checked. */
const pause = 200;

/**
 * Marks the mistakes of policies where they are: of one that is open as it is typed, of another as it
 * is on disk. No other extension is needed for that.
 */
export function markPolicyMistakes(registries: Registries): Disposable {
  const marks = languages.createDiagnosticCollection(l10n.t("Model Registry"));
  let timer: NodeJS.Timeout | undefined;

  const update = async (): Promise<void> => {
    const folders = registries.all();
    const found = await Promise.all(
      folders.map(async (each) => {
        const uri = await policyUri(each.folder);
        return [uri, await mistakes(each, uri)] as const;
      }),
    );
    marks.clear();
    marks.set(found.map(([uri, all]) => [uri, [...all]]));
  };
  const updateSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      update().catch((error: unknown) => {
        log().error(`policy diagnostics: ${String(error)}`);
      });
    }, pause);
  };
  const ifPolicy = ({ uri }: { readonly uri: { readonly path: string } }): void => {
    if (uri.path.endsWith("/.model-registry/policy.yaml")) updateSoon();
  };
  updateSoon();
  return Disposable.from(
    marks,
    registries.onDidChange(updateSoon),
    workspace.onDidOpenTextDocument(ifPolicy),
    workspace.onDidCloseTextDocument(ifPolicy),
    workspace.onDidChangeTextDocument(({ document }) => {
      ifPolicy(document);
    }),
    {
      dispose: () => {
        clearTimeout(timer);
      },
    },
  );
}

async function mistakes({ registry }: FolderRegistry, policy: Uri): Promise<readonly Diagnostic[]> {
  const path = policy.toString();
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === path);
  const found =
    document && !document.isClosed
      ? await registry.call("checkPolicy", { text: document.getText() })
      : await registry.call("checkPolicyFile", {});
  return found.map(mark);
}

/** Returns the diagnostic of a finding; without a length, it extends to the end of the line. */
function mark({ line, column, length, problem, severity }: PolicyFinding): Diagnostic {
  const end = length > 0 ? column - 1 + length : Number.MAX_SAFE_INTEGER;
  const range = new Range(line - 1, column - 1, line - 1, end);
  const { Error: error, Warning: warning } = DiagnosticSeverity;
  const diagnostic = new Diagnostic(range, problem, severity === "error" ? error : warning);
  diagnostic.source = l10n.t("Model Registry");
  return diagnostic;
}
