/** Work that may wait until the page has answered. */

/**
 * Return a function that asks for work after the next picture; however often it is asked for until
 * then, it is done once.
 *
 * @param {() => void} work
 * @returns {() => void}
 */
export function afterPicture(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => setTimeout(() => {
      waiting = false;
      work();
    }, 0));
  };
}
