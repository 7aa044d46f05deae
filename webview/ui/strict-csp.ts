import * as z from "zod";

/**
 * Zod compiles object schemas with `new Function` where it may, and finds out by trying; under the
 * pages' content security policy the attempt alone is a violation. It decides when a schema is
 * made, so every page imports this file before anything that makes one.
 */
z.config({ jitless: true });
