import { connect } from "../ui/host.ts";
import { modelProtocol } from "./protocol.ts";

/** The editor, as the page of a model speaks with it. */
export const host = connect(modelProtocol);
