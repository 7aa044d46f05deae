import { artifactManifest, type ReferencedArtifact } from "../../core/model/artifact.ts";
import { withoutCredentials } from "../../core/model/data/uri-credentials.ts";
import { Uri } from "../../core/model/data/uri.ts";
import { VersionId } from "../../core/model/ids.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { decideRegistration } from "../../core/registration/decide-registration.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import type { Registry } from "../registry.ts";
import { writtenTags } from "./written-tags.ts";

/** A model whose bytes are kept elsewhere. */
export interface ReferenceRequest {
  readonly model: string;
  /** URI of the bytes: `s3://bucket/model`. */
  readonly uri: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The run that made the version. */
  readonly run?: Recipe["run"];
  /** Text in place of bytes; by default that they are kept elsewhere. */
  readonly note?: string;
}

/**
 * Registers a version that this registry only refers to: nothing is fetched, so nothing is known of
 * its bytes.
 *
 * @throws RegistryError `invalid-request`, `gates-failed`, `not-permitted`, …
 */
export async function registerReference(
  registry: Registry,
  request: ReferenceRequest,
): Promise<VersionId> {
  registry.requireTrust();
  const model = parseModelName(request.model);
  const uri = Uri.safeParse(request.uri);
  if (!uri.success || /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(decoded(request.uri))) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "model-place-invalid",
      uri: request.uri.slice(0, 200),
    });
  }
  // Before the digest: what is recorded is what was hashed.
  const { uri: plain } = withoutCredentials(uri.data);
  const tags = writtenTags(model, request.tags);
  const artifact: ReferencedArtifact = {
    path: nameOf(plain),
    role: "model",
    held: false,
    uri: plain,
    digests: {},
  };
  const description = request.description?.trim();
  const event = await registry.commit((state, { policy, actor, now }) =>
    decideRegistration(
      state,
      policy(),
      {
        registration: {
          model,
          ...(description && { description }),
          ...(tags && { tags }),
          source: plain,
          artifacts: [artifact],
          digest: sha256(artifactManifest([artifact])),
          recipe: {
            metrics: {},
            parameters: {},
            datasets: [],
            ...(request.run && { run: request.run }),
            sources: { metrics: [], parameters: [] },
            missing: [{ about: "model", reason: noteOf(request, plain) }],
          },
          parents: [],
        },
        allowIdentical: true,
        now,
      },
      actor,
    ),
  );
  return VersionId.parse(event.id);
}

function noteOf({ note }: ReferenceRequest, uri: string): string {
  return note ?? `kept elsewhere, and not read: ${uri}`.slice(0, 500);
}

/** Returns the last part of a URI as a file's name, if it can be one everywhere; else `model`. */
function nameOf(uri: string): string {
  const last = uri.split(/[/?#]/).findLast((part) => part !== "") ?? "";
  return /^[\w][\w.-]{0,100}$/.test(last) && !last.endsWith(".") ? last : "model";
}

/** Undoes percent-encoding, however often it was done. */
function decoded(text: string): string {
  let [before, now] = ["", text];
  while (before !== now) {
    before = now;
    try {
      now = decodeURIComponent(now);
    } catch {
      return now;
    }
  }
  return now;
}
