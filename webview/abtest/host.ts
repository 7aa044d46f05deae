import { connect } from "../ui/host.ts";
import { abTestProtocol } from "./protocol.ts";

/** The editor, as the page of an A/B test speaks with it. */
export const host = connect(abTestProtocol);
