"""Mathematics as data: expressions, their numbers, and how numbers are written."""
