import type { Verdict } from "./inspection.ts";

/** Label of each verdict, and its meaning for people who load the file. */
export const verdictWords: Readonly<
  Record<Verdict, { readonly label: string; readonly meaning: string }>
> = {
  "weights-only": {
    label: "Weights only",
    meaning: "Loading it with its usual library runs no code of its own.",
  },
  "needs-code": {
    label: "Needs code",
    meaning:
      "Loading it calls code outside the file. Load it only if you trust where it comes from.",
  },
  unreadable: {
    label: "Not fully read",
    meaning: "It could not be read to its end, so nothing is claimed about what loading it does.",
  },
  dangerous: {
    label: "Dangerous",
    meaning: "Loading it would call something known to be harmful. Do not load it.",
  },
};
