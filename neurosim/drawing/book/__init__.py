"""All figures of a network: files in a folder, and a page that shows them."""
