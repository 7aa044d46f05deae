import * as l10n from "@vscode/l10n";
import { alternatives } from "../text/alternatives.ts";
import type { AnnotationField } from "./markings.ts";

/** Values that a field takes. */
export type AnnotationValues =
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "days" }
  | { readonly kind: "names" };

/** Reason why a text is not valid in a field. */
export type AnnotationFault =
  | { readonly kind: "too-long" }
  | { readonly kind: "not-expected"; readonly text: string; readonly expected: AnnotationValues };

/** Returns a description of what a field takes: `yes or no`. */
export function expectedText(values: AnnotationValues): string {
  switch (values.kind) {
    case "choice":
      return alternatives(values.choices);
    case "days":
      return l10n.t("a whole number of days, 1 to 36500");
    case "names":
      return l10n.t("names with commas between them, at most 50 of at most 90 characters");
  }
}

/** Returns what a field can't be: `The pii of fraud 5 can't be “perhaps”.` */
export function annotationProblem(
  field: AnnotationField,
  title: string | undefined,
  fault: AnnotationFault,
): string {
  if (fault.kind === "too-long") {
    return title === undefined
      ? l10n.t("The {0} is too long.", field)
      : l10n.t("The {0} of {1} is too long.", field, title);
  }
  const text = shortened(fault.text);
  return title === undefined
    ? l10n.t("The {0} can't be “{1}”.", field, text)
    : l10n.t("The {0} of {1} can't be “{2}”.", field, title, text);
}

/** Returns the remedy: `Write yes or no.` */
export function annotationAdvice(fault: AnnotationFault): string {
  return fault.kind === "too-long"
    ? l10n.t("Use at most 5,000 characters.")
    : l10n.t("Write {0}.", expectedText(fault.expected));
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
