"""The explorer: one page on which a network is built, changed, stepped through and trained."""
