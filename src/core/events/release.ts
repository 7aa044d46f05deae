/** Release of this program, as package.json says it; a test keeps the two the same. */
export const release = "0.2.0";
