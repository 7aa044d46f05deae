import type { Refusal, RefusalCode } from "../../core/refusals/refusal.ts";
import type { Details } from "../../core/refusals/word-table.ts";
import { detailsOf, refusalText } from "../../core/refusals/words.ts";
import { remedies } from "./remedies.ts";

/** A refusal as it is printed, and as it stands in the JSON. */
export interface ReportedRefusal {
  readonly code: RefusalCode;
  /** The failure and its reason, one sentence with its full stop. */
  readonly message: string;
  /** The remedy, in whole sentences. */
  readonly wayOut: string;
  readonly details?: Details;
}

/** Returns a refusal in the words of the command line. */
export function reportedRefusal(refusal: Refusal): ReportedRefusal {
  const details = detailsOf(refusal);
  return {
    code: refusal.code,
    ...refusalText(refusal, remedies),
    ...(details && { details }),
  };
}
