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
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { policyUri } from "./policy-file.ts";

/** Milliseconds without a key before what was typed is checked. */
const pause = 200;

/**
 * Marks the mistakes of policies where they are: of one that is being edited as it is typed, of another
 * as it is on disk. No other extension is needed for that.
 */
export function markPolicyMistakes(registries: Registries): Disposable {
  const marks = languages.createDiagnosticCollection(l10n.t("Model Registry"));
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
  const updating = afterPause(pause, update, (error) => {
    log().error(`policy diagnostics: ${String(error)}`);
  });
  const ifPolicy = ({ uri }: { readonly uri: { readonly path: string } }): void => {
    if (uri.path.endsWith("/.model-registry/policy.yaml")) updating.soon();
  };
  updating.soon();
  return Disposable.from(
    marks,
    registries.onDidChange(updating.soon),
    workspace.onDidOpenTextDocument(ifPolicy),
    workspace.onDidCloseTextDocument(ifPolicy),
    workspace.onDidChangeTextDocument(({ document }) => {
      ifPolicy(document);
    }),
    updating,
  );
}

async function mistakes({ registry }: FolderRegistry, policy: Uri): Promise<readonly Diagnostic[]> {
  const path = policy.toString();
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === path);
  const found =
    // One without changes may be older than the file: the editor hears of that later than we do.
    document?.isDirty === true
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
