"""Workbooks of one sample with live formulas."""
