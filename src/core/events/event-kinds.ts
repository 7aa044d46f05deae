import { knownTypes } from "./parse-event.ts";

/** Types of events that change the stage of a version. */
const stageTypes = ["version.transitioned", "stage."];

/** Returns the words that stand for groups of events: `alias`, `approval`, `stage`, `version`… */
export function eventKinds(): readonly string[] {
  const groups = knownTypes().map((type) => type.slice(0, type.indexOf(".")));
  return [...new Set(groups)].toSorted();
}

/** Returns the beginnings of the types of events that a kind stands for. */
export function typesOfKind(kind: string): readonly string[] {
  return kind === "stage" ? stageTypes : [kind];
}

/** Returns whether this release knows events of a kind. */
export function isEventKind(kind: string): boolean {
  const beginnings = typesOfKind(kind);
  return knownTypes().some((type) => beginnings.some((beginning) => type.startsWith(beginning)));
}
