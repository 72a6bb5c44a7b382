"""Where neurons stand, how edges run, and where the labels of edges go."""
