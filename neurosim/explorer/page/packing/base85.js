/** Bytes as text of 85 signs, five for four bytes, none of which has a meaning in HTML. */

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";

/**
 * Return the bytes of a text that `packing.py` made.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
export function bytesOfBase85(text) {
  const values = new Uint8Array(128);
  for (let value = 0; value < SIGNS.length; value += 1) values[SIGNS.charCodeAt(value)] = value;
  const bytes = new Uint8Array(Math.ceil(text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let place = 0; place < text.length; place += 5) {
    let number = 0;
    // the last group may be short; it counts as if it were filled up with the last sign
    for (let k = place; k < place + 5; k += 1) {
      number = number * 85 + (k < text.length ? values[text.charCodeAt(k)] : 84);
    }
    view.setUint32((place / 5) * 4, number);
  }
  return bytes.subarray(0, bytes.length - ((5 - (text.length % 5)) % 5));
}
