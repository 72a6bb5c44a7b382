"""Exercises in the formats of notebooks, spreadsheets, web pages and learning platforms."""
