"""Painters put a scene on paper, one for each kind of paper, and decide nothing."""
