"""Random genomes of neat-python, made by its own mutations."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

ACTIVATIONS = (
    "sigmoid tanh sin gauss relu elu lelu selu softplus identity clamped inv log exp abs hat square "
    "cube"
)
AGGREGATIONS = "sum mean product min max median"

_SETTINGS = """
[NEAT]
fitness_criterion = max
fitness_threshold = 1
pop_size = 10
reset_on_extinction = False
no_fitness_termination = False

[DefaultGenome]
activation_default = random
activation_mutate_rate = 0.3
activation_options = {activations}
aggregation_default = random
aggregation_mutate_rate = 0.3
aggregation_options = {aggregations}
bias_init_mean = 0.0
bias_init_stdev = 1.0
bias_init_type = gaussian
bias_max_value = 30.0
bias_min_value = -30.0
bias_mutate_power = 0.5
bias_mutate_rate = 0.7
bias_replace_rate = 0.1
compatibility_disjoint_coefficient = 1.0
compatibility_weight_coefficient = 0.5
compatibility_enable_threshold = 3.0
compatibility_include_node_genes = True
compatibility_excess_coefficient = auto
conn_add_prob = 0.6
conn_delete_prob = 0.3
enabled_default = True
enabled_mutate_rate = 0.1
enabled_rate_to_true_add = 0.0
enabled_rate_to_false_add = 0.0
feed_forward = {feed_forward}
initial_connection = partial_direct 0.5
node_add_prob = 0.5
node_delete_prob = 0.2
num_hidden = 0
num_inputs = 3
num_outputs = 2
response_init_mean = 1.0
response_init_stdev = 0.5
response_init_type = gaussian
response_max_value = 30.0
response_min_value = -30.0
response_mutate_power = 0.3
response_mutate_rate = 0.3
response_replace_rate = 0.1
single_structural_mutation = False
structural_mutation_surer = default
weight_init_mean = 0.0
weight_init_stdev = 1.0
weight_init_type = gaussian
weight_max_value = 30
weight_min_value = -30
weight_mutate_power = 0.5
weight_mutate_rate = 0.8
weight_replace_rate = 0.1

[DefaultSpeciesSet]
compatibility_threshold = 3.0

[DefaultStagnation]
species_fitness_func = max
max_stagnation = 20
species_elitism = 2

[DefaultReproduction]
elitism = 2
survival_threshold = 0.2
min_species_size = 2
"""


def make_config(
    activations: str = "sigmoid", aggregations: str = "sum", *, feed_forward: bool = True
) -> Any:
    """Return a configuration for three inputs and two outputs."""
    import neat

    written = _SETTINGS.format(
        activations=activations, aggregations=aggregations, feed_forward=feed_forward
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "neat.ini"
        path.write_text(written)
        config = neat.Config(
            neat.DefaultGenome,
            neat.DefaultReproduction,
            neat.DefaultSpeciesSet,
            neat.DefaultStagnation,
            str(path),
        )
    if hasattr(neat, "InnovationTracker"):
        config.genome_config.innovation_tracker = neat.InnovationTracker()
    return config


def make_genome(config: Any, seed: int, mutations: int | None = None) -> Any:
    """Return a genome after some mutations, up to 20 by default."""
    import neat

    random.seed(seed)
    genome = neat.DefaultGenome(seed)
    genome.configure_new(config.genome_config)
    for _ in range(random.randrange(20) if mutations is None else mutations):
        genome.mutate(config.genome_config)
    return genome
