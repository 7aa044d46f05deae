/** Deadline (ms) of a wait for what comes: that of what hangs, as on a busy machine it takes a while. */
export const patience = { timeout: 300_000 };
