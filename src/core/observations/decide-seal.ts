import type { ObservationsSealed } from "../events/observation-events.ts";
import { accept, refuse, type Decision } from "../refusals/refusal.ts";
import type { ObservationsOnRecord } from "./observations-on-record.ts";

/** Seals a part of the log of observations; another process may have done so. */
export function decideSeal(
  state: { readonly observations: ObservationsOnRecord },
  data: ObservationsSealed["data"],
): Decision<ObservationsSealed> {
  if (state.observations.isSealed(data.segment)) {
    return refuse({ code: "busy", reason: "observations-sealed", segment: data.segment });
  }
  return accept({ type: "observations.sealed", v: 1, data });
}
