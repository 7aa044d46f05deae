/**
 * Characters by which text could take over a terminal, or show itself in another order than it is
 * written, or not at all.
 */
export const unsafeCharacters = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
