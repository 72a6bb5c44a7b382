"""Many trainings and large predictions, on all cores of a machine or on a cluster."""
