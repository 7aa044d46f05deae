/**
 * Characters by which text could take over a terminal, or show itself in another order than it is
 * written, or not at all.
 */
export const unsafeCharacters =
  /[\p{Cc}\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;
