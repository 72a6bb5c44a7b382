"""From networks and traces to diagrams as data: boxes, lines and labels on a page."""
