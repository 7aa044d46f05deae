import { Stage, type ModelName, type VersionId } from "../model/ids.ts";
import {
  Alias,
  annotationFields,
  TagKey,
  TagValue,
  type AliasRemoved,
  type AliasSet,
  type AnnotationField,
  type AnnotationsChanged,
  type TagRemoved,
  type TagSet,
} from "../model/markings.ts";
import { findStage, type Policy } from "../model/policy.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { invisibleCharacter } from "../text/invisible-characters.ts";
import { readAnnotation } from "./annotation-rules.ts";

/** Points an alias of a model to a version of it; from another version if it pointed there. */
export function decideAlias(
  state: RegistryState,
  policy: Policy,
  { version: id, alias: text }: { readonly version: VersionId; readonly alias: string },
): Decision<AliasSet> {
  const version = state.version(id);
  if (!version) return refuse(missingVersion(state, id));
  const alias = Alias.safeParse(text);
  const refused = { code: "invalid-request", alias: text, title: versionTitle(version) } as const;
  if (!alias.success) return refuse({ ...refused, reason: "alias-invalid" });
  const invisible = invisibleCharacter(text);
  if (invisible !== undefined) {
    return refuse({ ...refused, reason: "alias-invisible", character: invisible });
  }
  const stage = findStage(policy, text);
  if (stage) return refuse({ ...refused, reason: "alias-is-stage", stage });
  // A stage that the policy no longer has is one as long as versions are in it.
  const former = Stage.safeParse(text);
  const inStage = former.success ? state.latestHolder(version.model, former.data) : undefined;
  if (inStage) {
    const holder = versionTitle(inStage);
    return refuse({ ...refused, reason: "alias-is-former-stage", holder });
  }
  const labelled =
    state.versionLabelled(version.model, text) ?? state.deletedCalled(version.model, text);
  if (labelled) {
    return refuse({ ...refused, reason: "alias-is-label", labelled: versionTitle(labelled) });
  }
  const previous = state.aliased(version.model, alias.data);
  return accept({
    type: "alias.set",
    v: 1,
    data: {
      model: version.model,
      alias: alias.data,
      version: id,
      ...(previous && { previous: previous.id }),
    },
  });
}

export function decideAliasRemoval(
  state: RegistryState,
  { model, alias: text }: { readonly model: ModelName; readonly alias: string },
): Decision<AliasRemoved> {
  const alias = Alias.safeParse(text);
  const previous = alias.success ? state.aliased(model, alias.data) : undefined;
  if (!alias.success || !previous) {
    return refuse({ code: "unknown-alias", reason: "alias-unknown", model, alias: text });
  }
  return accept({
    type: "alias.removed",
    v: 1,
    data: { model: previous.model, alias: alias.data, previous: previous.id },
  });
}

/** A model, or one version of it. */
export interface MarkingSubject {
  readonly model: ModelName;
  readonly version?: VersionId;
}

export function decideTag(
  state: RegistryState,
  { subject, key, value }: { subject: MarkingSubject; key: string; value: string },
): Decision<TagSet> {
  const found = findSubject(state, subject);
  if ("code" in found) return refuse(found);
  const tag = readTag(found.title, key, value);
  if ("code" in tag) return refuse(tag);
  const previous = state.tags(subject.model, subject.version).get(key);
  return accept({
    type: "tag.set",
    v: 1,
    data: {
      ...found.about,
      key: tag.key,
      value: tag.value,
      ...(previous !== undefined && { previous }),
    },
  });
}

/**
 * Reads a tag as a person wrote it, or says why it can't be one.
 *
 * @param title what it is a tag of: `fraud 5`
 */
export function readTag(
  title: string,
  key: string,
  value: string,
): { readonly key: TagKey; readonly value: string } | Refusal {
  const [parsedKey, parsedValue] = [TagKey.safeParse(key), TagValue.safeParse(value)];
  const refused = { code: "invalid-request", key, title } as const;
  const invisible = invisibleCharacter(key);
  if (invisible !== undefined) {
    return { ...refused, reason: "tag-invisible", character: invisible };
  }
  if (!parsedKey.success) return { ...refused, reason: "tag-invalid" };
  if (!parsedValue.success) return { ...refused, reason: "tag-too-long" };
  return { key: parsedKey.data, value: parsedValue.data };
}

export function decideTagRemoval(
  state: RegistryState,
  { subject, key }: { subject: MarkingSubject; key: string },
): Decision<TagRemoved> {
  const found = findSubject(state, subject);
  if ("code" in found) return refuse(found);
  const parsed = TagKey.safeParse(key);
  const previous = state.tags(subject.model, subject.version).get(key);
  if (!parsed.success || previous === undefined) {
    return refuse({ code: "unknown-tag", reason: "tag-unknown", title: found.title, key });
  }
  return accept({
    type: "tag.removed",
    v: 1,
    data: { ...found.about, key: parsed.data, previous },
  });
}

/** New texts by field; null removes an annotation. */
export type AnnotationChanges = Readonly<Partial<Record<AnnotationField, string | null>>>;

/** Changes annotations of a model or a version; fields that have the text already are left out. */
export function decideAnnotations(
  state: RegistryState,
  { subject, changes }: { subject: MarkingSubject; changes: AnnotationChanges },
): Decision<AnnotationsChanged> {
  const found = findSubject(state, subject);
  if ("code" in found) return refuse(found);
  const before = state.annotations(subject.model, subject.version);
  const changed: AnnotationsChanged["data"]["changes"][number][] = [];
  for (const field of annotationFields) {
    const wanted = changes[field];
    if (wanted === undefined) continue;
    const read = wanted?.trim() ? readAnnotation(field, wanted) : undefined;
    if (read && "fault" in read) {
      return refuse({
        code: "invalid-request",
        reason: "annotation-invalid",
        field,
        title: found.title,
        fault: read.fault,
      });
    }
    const [from, to] = [before[field], read?.text];
    if (from !== to) changed.push({ field, ...(from && { from }), ...(to && { to }) });
  }
  if (changed.length === 0) {
    return refuse({
      code: "invalid-request",
      reason: "annotations-unchanged",
      title: found.title,
    });
  }
  return accept({ type: "annotations.changed", v: 1, data: { ...found.about, changes: changed } });
}

/** A model or version as events refer to it, and its title for people. */
interface FoundSubject {
  readonly title: string;
  readonly about: Pick<TagSet["data"], "model" | "modelId" | "version">;
}

function findSubject(
  state: RegistryState,
  { model: name, version: id }: MarkingSubject,
): FoundSubject | Refusal {
  const model = state.model(name);
  if (!model) {
    return { code: "unknown-model", reason: "unknown-model", model: name };
  }
  const about = { model: model.name, modelId: model.id };
  if (id === undefined) return { title: model.name, about };
  const version: Version | undefined = state.version(id);
  if (version?.model !== model.name) return missingVersion(state, id);
  return { title: versionTitle(version), about: { ...about, version: id } };
}
