"""One sample as a sheet of formulas, and mistakes as changed formulas."""
