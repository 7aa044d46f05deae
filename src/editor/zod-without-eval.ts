import * as z from "zod";

// zod compiles schemas to code where it may, and finds out by looking at `navigator`, which the
// extension host reports as an error. Little is parsed here; the registry's thread keeps the faster
// way. Imported first, before any schema is made.
z.config({ jitless: true });
