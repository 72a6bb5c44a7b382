"""Checking what a person worked out, naming mistakes, and setting exercises."""
