/** Bytes as text of 91 signs, two for 13 bits, none of which has a meaning in a script element. */

const SIGNS = Array.from({ length: 94 }, (_, k) => String.fromCharCode(33 + k)).join("").replace(/[&<\\]/g, "");

/**
 * Return the bytes of a text that `packing.py` made.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytesOfBase91(text) {
  const bytes = new Uint8Array(Math.floor((text.length / 2) * 13 / 8));
  let bits = 0;
  let count = 0;
  let place = 0;
  for (let k = 0; k < text.length; k += 2) {
    bits = (bits << 13) | (SIGNS.indexOf(text[k]) * 91 + SIGNS.indexOf(text[k + 1]));
    for (count += 13; count >= 8; count -= 8) bytes[place++] = bits >> (count - 8);
    bits &= (1 << count) - 1;
  }
  return bytes;
}
