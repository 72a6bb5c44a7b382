/** How much a page takes; `page_document.py` has the same numbers. */

export const MOST_NEURONS = 2000;
export const MOST_EDGES = 50_000;
export const MOST_CELLS = 500_000;
export const MOST_VARIANTS = 1000;
export const MOST_CHARACTERS = 2_000_000;
