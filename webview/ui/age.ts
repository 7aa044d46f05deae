import { html, type TemplateResult } from "lit";
import type { Timestamp } from "../../src/core/model/ids.ts";
import { formatAgo } from "../../src/core/text/format.ts";
import { fullTime } from "./dates.ts";

/** Renders the time since a moment, with the full date and time as tooltip. */
export function age(at: Timestamp): TemplateResult {
  return html`<time datetime=${at} title=${fullTime(new Date(at))}
    >${formatAgo(at, Date.now())}</time
  >`;
}
