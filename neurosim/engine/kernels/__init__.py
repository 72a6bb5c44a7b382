"""Every compiled loop of the engine, for any acyclic wiring.

The kernels are data-driven: one of a kind serves every topology, so it compiles once and comes from
the cache on disk afterwards. ``network_arrays`` says what the arrays mean that a network becomes.
Values are numbered: inputs first, then the computed neurons.

From the ground up: ``lanes`` (whole vectors, in the language of the compiler), ``products`` (of
matrices), ``exponentials``, ``elementwise`` (activations), ``losses_of_samples``,
``optimizer_step``, ``tiles`` (some samples forward and back) and, called by the rest of the engine,
``single_samples``, ``batches`` and ``forward_rows``. ``meeting`` and ``sharing`` are for threads
that do one step together.
"""
