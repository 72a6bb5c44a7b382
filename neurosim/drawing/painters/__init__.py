"""Painters: each turns a scene into one kind of file, and decides nothing about the picture."""
