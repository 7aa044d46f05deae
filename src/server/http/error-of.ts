import { RegistryError, type Refusal, type RefusalCode } from "../../core/refusals/refusal.ts";
import { refusalText, type Remedies } from "../../core/refusals/words.ts";
import { MlflowError, type MlflowErrorCode } from "./mlflow-error.ts";

/**
 * The error code of each refusal. Clients repeat a call that is answered with 500 or 503 for minutes,
 * so only what passes by itself is answered so.
 */
const codes: Readonly<Record<RefusalCode, MlflowErrorCode>> = {
  "unknown-model": "RESOURCE_DOES_NOT_EXIST",
  "unknown-version": "RESOURCE_DOES_NOT_EXIST",
  "version-deleted": "RESOURCE_DOES_NOT_EXIST",
  "unknown-artifact": "RESOURCE_DOES_NOT_EXIST",
  "unknown-request": "RESOURCE_DOES_NOT_EXIST",
  "unknown-alias": "RESOURCE_DOES_NOT_EXIST",
  "unknown-tag": "RESOURCE_DOES_NOT_EXIST",
  "unknown-experiment": "RESOURCE_DOES_NOT_EXIST",
  "unknown-run": "RESOURCE_DOES_NOT_EXIST",
  "unknown-test": "RESOURCE_DOES_NOT_EXIST",
  "figures-unread": "RESOURCE_DOES_NOT_EXIST",
  "artifact-missing": "RESOURCE_DOES_NOT_EXIST",
  "nothing-to-roll-back-to": "RESOURCE_DOES_NOT_EXIST",
  "model-exists": "RESOURCE_ALREADY_EXISTS",
  "experiment-exists": "RESOURCE_ALREADY_EXISTS",
  "run-exists": "RESOURCE_ALREADY_EXISTS",
  "test-exists": "RESOURCE_ALREADY_EXISTS",
  "already-registered": "RESOURCE_ALREADY_EXISTS",
  "file-exists": "RESOURCE_ALREADY_EXISTS",
  "unknown-stage": "INVALID_PARAMETER_VALUE",
  "invalid-request": "INVALID_PARAMETER_VALUE",
  "file-problem": "INVALID_PARAMETER_VALUE",
  "dangerous-file": "BAD_REQUEST",
  "not-permitted": "PERMISSION_DENIED",
  "hooks-not-allowed": "PERMISSION_DENIED",
  "read-only": "PERMISSION_DENIED",
  "version-in-use": "RESOURCE_CONFLICT",
  "retention-period": "RESOURCE_CONFLICT",
  "model-not-empty": "RESOURCE_CONFLICT",
  "already-in-stage": "RESOURCE_CONFLICT",
  "stage-taken": "RESOURCE_CONFLICT",
  "transition-not-allowed": "RESOURCE_CONFLICT",
  "gates-failed": "RESOURCE_CONFLICT",
  "hook-failed": "RESOURCE_CONFLICT",
  "command-failed": "RESOURCE_CONFLICT",
  "artifact-changed": "RESOURCE_CONFLICT",
  "invalid-policy": "RESOURCE_CONFLICT",
  "ledger-damaged": "RESOURCE_CONFLICT",
  "ledger-missing": "RESOURCE_CONFLICT",
  "outcome-unknown": "RESOURCE_CONFLICT",
  "no-remote": "RESOURCE_CONFLICT",
  "other-registry": "RESOURCE_CONFLICT",
  "remote-damaged": "RESOURCE_CONFLICT",
  "remote-not-approved": "PERMISSION_DENIED",
  "remote-denied": "PERMISSION_DENIED",
  "remote-unreachable": "TEMPORARILY_UNAVAILABLE",
  recorded: "RESOURCE_CONFLICT",
  busy: "TEMPORARILY_UNAVAILABLE",
  "server-problem": "INTERNAL_ERROR",
  cancelled: "TEMPORARILY_UNAVAILABLE",
};

/**
 * Returns any error as a client of MLflow gets it.
 *
 * @param remedies of the front end that started the server
 */
export function errorOf(error: unknown, remedies: Remedies): MlflowError {
  if (error instanceof MlflowError) return error;
  if (error instanceof RegistryError) {
    const { message, wayOut } = refusalText(error.refusal, remedies);
    const text = clientWords(error.refusal) ?? `${message} ${wayOut}`.trim();
    return new MlflowError(codes[error.refusal.code], text, { cause: error });
  }
  // Its own words may name paths of this machine.
  const text = "The server failed; its output says why.";
  return new MlflowError("INTERNAL_ERROR", text, { cause: error });
}

/** Returns MLflow's own words where programs look for them (mlflow/store/tracking/sqlalchemy_store.py). */
function clientWords(refusal: Refusal): string | undefined {
  switch (refusal.reason) {
    case "run-unknown":
      return `Run with id=${refusal.run} not found`;
    case "run-deleted":
      return `The run ${refusal.run} must be in the 'active' state. Current state is deleted.`;
    case "run-model-unknown":
      return `Logged model with ID '${refusal.model}' not found.`;
    default:
      return undefined;
  }
}
