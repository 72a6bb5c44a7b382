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

/**
 * The range coder: functions that give the next bits.
 *
 * @param {Uint8Array} bytes  of which the first is 0
 */
function bitReader(bytes) {
  let next = 5;
  let range = 0xffffffff;
  let code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);

  function fill() {
    if (range >= 0x1000000) return;
    range = (range << 8) >>> 0;
    code = ((code << 8) | bytes[next++]) >>> 0;
  }

  /**
   * Return a bit, whose probability learns from it.
   *
   * @param {Uint16Array} learned
   * @param {number} place
   */
  function bitOf(learned, place) {
    const probability = learned[place];
    const bound = (range >>> 11) * probability;
    const bit = code < bound ? 0 : 1;
    if (bit) {
      range -= bound;
      code -= bound;
      learned[place] -= probability >> 5;
    } else {
      range = bound;
      learned[place] += (2048 - probability) >> 5;
    }
    fill();
    return bit;
  }

  /**
   * Return a number of bits without a probability.
   *
   * @param {number} count
   */
  function plainBits(count) {
    let number = 0;
    for (let k = 0; k < count; k += 1) {
      range >>>= 1;
      const bit = code < range ? 0 : 1;
      if (bit) code -= range;
      fill();
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
  function numberOf(learned, start, count) {
    let node = 1;
    for (let k = 0; k < count; k += 1) node = node * 2 + bitOf(learned, start + node);
    return node - (1 << count);
  }

  /**
   * The same, the lowest bit first.
   *
   * @param {Uint16Array} learned
   * @param {number} start
   * @param {number} count
   */
  function backwardOf(learned, start, count) {
    let node = 1;
    let number = 0;
    for (let k = 0; k < count; k += 1) {
      const bit = bitOf(learned, start + node);
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
  function lengthOf(learned) {
    if (!bitOf(learned, 0)) return 2 + numberOf(learned, 2, 3);
    if (!bitOf(learned, 1)) return 10 + numberOf(learned, 10, 3);
    return 18 + numberOf(learned, 18, 8);
  }

  return { bitOf, plainBits, numberOf, backwardOf, lengthOf };
}

/**
 * Return what was packed.
 *
 * @param {Uint8Array} packed  raw, with the settings of `packing.py`: lc=3, lp=0, pb=0
 * @param {number} size  of what was packed, in bytes
 * @returns {Uint8Array}
 */
export function unpackLzma(packed, size) {
  const { bitOf, plainBits, numberOf, backwardOf, lengthOf } = bitReader(packed);
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
        const [first, bit] = [expected >> 7, bitOf(literals, start + ((1 + (expected >> 7)) << 8) + node)];
        expected = (expected << 1) & 0xff;
        node = node * 2 + bit;
        if (bit !== first) break;
      }
    }
    while (node < 0x100) node = node * 2 + bitOf(literals, start + node);
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
    const slot = numberOf(slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot + 1;
    const count = (slot >> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** count;
    if (slot < 14) return base + backwardOf(middleBits, base - slot, count) + 1;
    return base + plainBits(count - 4) * 16 + backwardOf(lowestBits, 0, 4) + 1;
  }

  function copyNew() {
    const length = lengthOf(newLengths);
    distances = [newDistance(length), ...distances.slice(0, 3)];
    copyEarlier(length, 7, 10);
  }

  function copyAgain() {
    let which = 0;
    if (bitOf(isNotLast, state)) {
      which = !bitOf(isNotSecond, state) ? 1 : !bitOf(isNotThird, state) ? 2 : 3;
    } else if (!bitOf(isLonger, state)) {
      copyEarlier(1, 9, 11);
      return;
    }
    distances = [distances[which], ...distances.filter((_, k) => k !== which)];
    copyEarlier(lengthOf(oldLengths), 8, 11);
  }

  while (place < size) {
    if (!bitOf(isCopy, state)) addByte();
    else if (!bitOf(isAgain, state)) copyNew();
    else copyAgain();
  }
  return unpacked;
}
