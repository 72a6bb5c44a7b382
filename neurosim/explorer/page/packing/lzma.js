/**
 * Unpacking LZMA, which packs the page a sixth smaller than what browsers unpack by themselves.
 *
 * The format is that of the LZMA SDK's specification (Igor Pavlov, public domain): a range coder
 * gives bits, each with a probability that learns, and the bits say whether the next bytes are a
 * new one or a copy of earlier ones.
 */

const HALF = 1024;
const STATES = 12;
const LENGTH_COUNT = 2 + 8 + 8 + 256;

/** @param {number} count */
function probabilities(count) {
  return new Uint16Array(count).fill(HALF);
}

/** The range coder: it gives one bit after the other. */
class BitReader {
  #bytes;
  #place = 5;
  #range = 0xffffffff;
  #code;

  /** @param {Uint8Array} bytes  of which the first is 0 */
  constructor(bytes) {
    this.#bytes = bytes;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  }

  #fill() {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#bytes[this.#place]) >>> 0;
    this.#place += 1;
  }

  /**
   * Return a bit, whose probability learns from it.
   *
   * @param {Uint16Array} learned
   * @param {number} place
   */
  bit(learned, place) {
    const probability = learned[place];
    const bound = (this.#range >>> 11) * probability;
    const bit = this.#code < bound ? 0 : 1;
    if (bit) {
      this.#range -= bound;
      this.#code -= bound;
      learned[place] -= probability >> 5;
    } else {
      this.#range = bound;
      learned[place] += (2048 - probability) >> 5;
    }
    this.#fill();
    return bit;
  }

  /**
   * Return a number of bits without a probability.
   *
   * @param {number} count
   */
  plain(count) {
    let number = 0;
    for (let k = 0; k < count; k += 1) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit) this.#code -= this.#range;
      this.#fill();
      number = number * 2 + bit;
    }
    return number;
  }

  /**
   * Return a number whose bits are learned along a tree, the highest first.
   *
   * @param {Uint16Array} learned
   * @param {number} start  of the tree
   * @param {number} count  of bits
   */
  number(learned, start, count) {
    let node = 1;
    for (let k = 0; k < count; k += 1) node = node * 2 + this.bit(learned, start + node);
    return node - (1 << count);
  }

  /**
   * The same, the lowest bit first.
   *
   * @param {Uint16Array} learned
   * @param {number} start
   * @param {number} count
   */
  backward(learned, start, count) {
    let node = 1;
    let number = 0;
    for (let k = 0; k < count; k += 1) {
      const bit = this.bit(learned, start + node);
      node = node * 2 + bit;
      number += bit << k;
    }
    return number;
  }

  /**
   * Return the length of a copy.
   *
   * @param {Uint16Array} learned
   */
  length(learned) {
    if (!this.bit(learned, 0)) return 2 + this.number(learned, 2, 3);
    if (!this.bit(learned, 1)) return 10 + this.number(learned, 10, 3);
    return 18 + this.number(learned, 18, 8);
  }
}

/**
 * Return what was packed.
 *
 * @param {Uint8Array} packed  raw, with the settings of `packing.py`: lc=3, lp=0, pb=0
 * @param {number} size  of what was packed, in bytes
 * @returns {Uint8Array}
 */
export function unpackLzma(packed, size) {
  const reader = new BitReader(packed);
  const literals = probabilities(0x300 * 8);
  const [isCopy, isAgain, isNotLast, isNotSecond, isNotThird, isLonger] =
    Array.from({ length: 6 }, () => probabilities(STATES));
  const [newLengths, oldLengths] = [probabilities(LENGTH_COUNT), probabilities(LENGTH_COUNT)];
  const slots = probabilities(4 * 64);
  const middleBits = probabilities(128);
  const lowestBits = probabilities(16);
  const unpacked = new Uint8Array(size);
  // how far back the last four copies began
  let distances = [1, 1, 1, 1];
  let state = 0;
  let place = 0;

  function addByte() {
    const start = 0x300 * (place > 0 ? unpacked[place - 1] >> 5 : 0);
    let node = 1;
    if (state >= 7) {
      // after a copy, the byte is compared with the one with which the copy would have gone on
      let expected = unpacked[place - distances[0]];
      while (node < 0x100) {
        const [first, bit] = [expected >> 7, reader.bit(literals, start + ((1 + (expected >> 7)) << 8) + node)];
        expected = (expected << 1) & 0xff;
        node = node * 2 + bit;
        if (bit !== first) break;
      }
    }
    while (node < 0x100) node = node * 2 + reader.bit(literals, start + node);
    unpacked[place] = node;
    place += 1;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /**
   * @param {number} length
   * @param {number} early  the next state after a byte
   * @param {number} late  and after a copy
   */
  function copyEarlier(length, early, late) {
    for (let k = 0; k < length; k += 1, place += 1) unpacked[place] = unpacked[place - distances[0]];
    state = state < 7 ? early : late;
  }

  /** @param {number} length */
  function newDistance(length) {
    const slot = reader.number(slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot + 1;
    const count = (slot >> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** count;
    if (slot < 14) return base + reader.backward(middleBits, base - slot, count) + 1;
    return base + reader.plain(count - 4) * 16 + reader.backward(lowestBits, 0, 4) + 1;
  }

  function copyNew() {
    const length = reader.length(newLengths);
    distances = [newDistance(length), ...distances.slice(0, 3)];
    copyEarlier(length, 7, 10);
  }

  function copyAgain() {
    let which = 0;
    if (reader.bit(isNotLast, state)) {
      which = !reader.bit(isNotSecond, state) ? 1 : !reader.bit(isNotThird, state) ? 2 : 3;
    } else if (!reader.bit(isLonger, state)) {
      copyEarlier(1, 9, 11);
      return;
    }
    distances = [distances[which], ...distances.filter((_, k) => k !== which)];
    copyEarlier(reader.length(oldLengths), 8, 11);
  }

  while (place < size) {
    if (!reader.bit(isCopy, state)) addByte();
    else if (!reader.bit(isAgain, state)) copyNew();
    else copyAgain();
  }
  return unpacked;
}
