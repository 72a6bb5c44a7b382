"""Plain graphs as networks: what comes back, what is taken by default, what is refused."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import neurosim as ns
from neurosim.interop import to_json
from tests.strategies import networks


def small() -> nx.DiGraph:
    graph = nx.DiGraph(name="small")
    graph.add_weighted_edges_from([("a", "h", 0.5), ("b", "h", -1.0), ("h", "y", 2.0)])
    return graph


def turned() -> ns.Network:
    """Return a network whose orders are not those of creation, with all that it can have."""
    net = ns.mlp([2, 3, 2], "tanh", output_activation="leaky_relu(0.2)", seed=3, name="turned\r\n")
    net.split_edge("x[0]", "h[0][1]", name="=middle <&>")
    one = net.add_constant(0.25, name="one")
    net.connect(one, "h[0][0]", weight=0.1)
    net.set_outputs("o[1]", "o[0]", "h[0][2]")
    net.freeze("wo[0][1]", "one")
    net.input_scaling = ns.StandardScaling((0.1, 2.0), (3.0, 1 / 3))
    net.target_columns = (ns.TargetColumn("kind é", ("a", "b", "c")),)
    net.input_columns = ("length", "width")
    net.loss = "softmax_cross_entropy"
    return net


def only_neurons(net: ns.Network) -> dict:
    written = json.loads(to_json(net))
    # a graph does not say whether somebody chose the outputs that are so by default
    outputs = [neuron.name for neuron in net.outputs]
    return {"name": net.name, "neurons": written["neurons"], "outputs": outputs}


@settings(max_examples=40, deadline=None)
@given(net=networks())
def test_a_network_comes_back_from_its_plain_graph(net):
    assert only_neurons(ns.from_networkx(net.to_networkx())) == only_neurons(net)


def test_orders_and_flags_come_back():
    net = turned()
    again = ns.from_networkx(net.to_networkx())
    assert only_neurons(again) == only_neurons(net)
    assert again["one"].is_constant
    assert again.input_scaling is None


@pytest.mark.parametrize(
    ("write", "read"),
    [(ns.write_graphml, ns.read_graphml), (ns.write_node_link, ns.read_node_link)],
)
class TestFiles:
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(net=networks())
    def test_a_network_comes_back_bit_for_bit(self, tmp_path, write, read, net):
        assert to_json(read(write(net, tmp_path / "net"))) == to_json(net)

    def test_orders_scaling_columns_and_loss_come_back(self, tmp_path, write, read):
        net = turned()
        path = write(net, tmp_path / "net")
        assert to_json(read(path)) == to_json(net)
        assert to_json(read(write(read(path), tmp_path / "again"))) == to_json(net)
        net.forward([0.5, 0.25])
        assert to_json(read(write(net, tmp_path / "values"))) == to_json(net)

    def test_an_activation_of_ones_own_is_given_again(self, tmp_path, write, read):
        own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s)
        path = write(ns.mlp([1, 1], own), tmp_path / "net")
        assert read(path, activations=[own]).outputs[0].activation is own
        with pytest.raises(ns.NeurosimError, match=r"node 'o\[0\]': unknown activation 'own'"):
            read(path)

    def test_an_output_that_is_chosen_again_replaces_the_old(self, tmp_path, write, read):
        path = write(turned(), tmp_path / "net")
        with pytest.raises(ns.NeurosimError, match="outputs has 'z', which is no node"):
            read(path, outputs=["z"])
        names = [neuron.name for neuron in read(path, outputs=["o[0]", "o[1]", "h[0][1]"]).outputs]
        assert names == ["o[0]", "o[1]", "h[0][1]"]

    def test_a_loss_of_ones_own_is_refused(self, tmp_path, write, read):
        net = ns.mlp([1, 1])
        net.loss = ns.Loss("own", lambda y, z: [0.0], lambda y, z: [0.0])
        with pytest.raises(
            ns.NeurosimError, match="cannot be written: the loss 'own' is not built"
        ):
            write(net, tmp_path / "net")
        assert not list(tmp_path.iterdir())


def test_networkx_reads_what_is_written(tmp_path):
    net = ns.mlp([2, 3, 1], seed=1)
    graph = nx.read_graphml(ns.write_graphml(net, tmp_path / "net.graphml"))
    assert graph.edges["x[1]", "h[0][2]"]["weight"] == net.wh[0][2][1]
    path = ns.write_node_link(net, tmp_path / "net.json")
    linked = nx.node_link_graph(json.loads(path.read_text()), edges="edges")
    assert linked.nodes["o[0]"]["bias"] == net.bo[0]


def test_files_that_networkx_wrote_are_read(tmp_path):
    graph = nx.relabel_nodes(small(), {"a": -1, "b": -2, "h": 5, "y": 0})
    nx.write_graphml(graph, tmp_path / "net.graphml")
    names = ["-1", "5", "-2", "0"]
    assert [n.name for n in ns.read_graphml(tmp_path / "net.graphml")] == names
    for edges in ("edges", "links"):
        data = nx.node_link_data(graph, edges=edges)
        (tmp_path / "net.json").write_text(json.dumps(data))
        net = ns.read_node_link(tmp_path / "net.json", inputs=[-2, -1])
        assert [neuron.name for neuron in net.inputs] == ["-2", "-1"]


class TestDefaults:
    def test_of_a_graph_with_weights_alone(self):
        net = ns.from_networkx(small())
        assert net.name == "small"
        assert [neuron.name for neuron in net.inputs] == ["a", "b"]
        assert [neuron.name for neuron in net.outputs] == ["y"]
        assert net["h"].bias == 0.0
        assert net["h"].activation.name == "sigmoid"
        h = 1 / (1 + np.exp(-(0.5 * 2 - 1.0 * 3)))
        assert net.forward([2, 3]) == pytest.approx(1 / (1 + np.exp(-2 * h)))

    def test_other_names_of_attributes(self):
        graph = nx.DiGraph()
        graph.add_node(("y", 1), offset=0.5, squash="tanh")
        graph.add_edge(("x", 0), ("y", 1), strength=2)
        net = ns.from_networkx(
            graph, weight="strength", bias="offset", activation="squash", name="other"
        )
        assert net.name == "other"
        assert net.forward([0.25])[0] == pytest.approx(np.tanh(1.0))

    def test_inputs_and_outputs_in_an_order_of_ones_own(self):
        graph = small()
        graph.add_node("c", bias=0.5)
        graph.add_edge("c", "y", weight=1.0)
        net = ns.from_networkx(
            graph, inputs=["b", "a"], outputs=["y", "h"], default_activation="identity"
        )
        assert [neuron.name for neuron in net.inputs] == ["b", "a"]
        assert net["c"].is_constant
        assert net.forward([1.0, 2.0]).tolist() == [0.5, 0.0]

    def test_the_order_of_the_sources_is_that_of_the_edges(self):
        graph = nx.DiGraph()
        graph.add_nodes_from("abcy")
        graph.add_weighted_edges_from([("c", "y", 1.0), ("a", "y", 2.0), ("b", "y", 3.0)])
        assert [n.name for n in ns.from_networkx(graph)["y"].inputs] == ["c", "a", "b"]

    def test_an_activation_as_an_object_and_frozen_parameters(self):
        own = ns.Activation("own", lambda s: s * s, lambda s: 2 * s)
        graph = small()
        graph.nodes["y"].update(activation=own, trainable=False)
        graph.edges["h", "y"]["trainable"] = False
        net = ns.from_networkx(graph)
        assert net["y"].activation is own
        assert [p.trainable for p in net.parameters] == [True, True, True, False, False]

    def test_a_hidden_node_without_incoming_edges_is_a_constant(self):
        graph = small()
        graph.nodes["b"].update(kind="hidden", bias=3.0, activation="identity")
        net = ns.from_networkx(graph)
        assert [neuron.name for neuron in net.inputs] == ["a"]
        assert net["b"].is_constant
        h = 1 / (1 + np.exp(-(0.5 * 2 - 1.0 * 3)))
        assert net.forward([2]) == pytest.approx(1 / (1 + np.exp(-2 * h)))

    def test_a_hidden_node_without_outgoing_edges_is_no_output(self):
        graph = small()
        graph.add_node("dead", kind="hidden")
        graph.add_edge("h", "dead", weight=1.0)
        assert [neuron.name for neuron in ns.from_networkx(graph).outputs] == ["y"]
        graph.nodes["y"]["kind"] = "hidden"
        with pytest.raises(ns.NeurosimError, match="every node without outgoing edges is hidden"):
            ns.from_networkx(graph)

    def test_a_node_without_edges_is_what_it_says(self):
        graph = small()
        graph.add_node("c")
        with pytest.raises(ns.NeurosimError, match="node 'c' has no edges; remove it, or give it"):
            ns.from_networkx(graph)
        chosen = ns.from_networkx(graph, inputs=["a", "b", "c"])
        assert [neuron.name for neuron in chosen.inputs] == ["a", "b", "c"]
        graph.nodes["c"]["bias"] = 0.5
        with_output = ns.from_networkx(graph, inputs=["a", "b"], outputs=["y", "c"])
        assert with_output["c"].is_constant
        for node in "abc":
            graph.nodes[node]["kind"] = "input"
        del graph.nodes["c"]["bias"]
        assert len(ns.from_networkx(graph).inputs) == 3

    def test_an_input_may_have_a_bias_of_0_and_the_identity(self):
        graph = small()
        graph.nodes["a"].update(bias=0.0, activation="identity")
        assert len(ns.from_networkx(graph).inputs) == 2


@pytest.mark.parametrize(
    ("attributes", "match"),
    [
        ({"kind": "inptu"}, "node 'a': unknown kind 'inptu'; did you mean 'input'. known: input, "),
        ({"kind": ["input"]}, "node 'a': unknown kind .'input'.; did you mean"),
        ({"kind": "hidden"}, "'a' has no incoming edges and is no input, so it is a constant and"),
        ({"kind": "output"}, "'a' has no incoming edges and is no input, so it is a constant and"),
        ({"bias": 0.5}, "node 'a' is an input and has the bias 0.5, but an input has neither"),
        ({"bias": "much"}, "the bias of node 'a' is 'much', which is not a number"),
        ({"activation": "tanh"}, "node 'a' is an input and has the activation 'tanh', but an"),
    ],
)
def test_a_node_without_incoming_edges_that_is_refused(attributes, match):
    graph = small()
    graph.nodes["a"].update(attributes)
    with pytest.raises(ns.NeurosimError, match=match):
        ns.from_networkx(graph)


def test_an_input_that_was_not_chosen_is_no_silent_constant():
    with pytest.raises(ns.NeurosimError, match="node 'b' has no incoming edges and is no input"):
        ns.from_networkx(small(), inputs=["a"])


REFUSED = {
    "no graph": ({"a": 1}, {}, "takes a networkx.DiGraph.* got {'a': 1}"),
    "undirected": (nx.path_graph(3), {}, "the graph is undirected; give a networkx.DiGraph"),
    "multigraph": (nx.MultiDiGraph([(0, 1)]), {}, "the graph is a multigraph"),
    "graph of a network": (ns.mlp([1, 1]).graph, {}, "nodes of the graph are neurons.*to_networkx"),
    "empty": (nx.DiGraph(), {}, "the graph has no nodes"),
    "no weight": (nx.DiGraph([("a", "b")]), {}, "from 'a' to 'b' has no attribute 'weight'"),
    "cycle": (
        nx.DiGraph([("x", "a", {"weight": 1}), ("a", "b", {"weight": 1}), ("b", "a", {"weight": 1})]),
        {},
        "cycle .*a -> b -> a|cycle .*b -> a -> b",
    ),
    "loop": (
        nx.DiGraph([("x", "a", {"weight": 1}), ("a", "a", {"weight": 1})]),
        {},
        "cycle a -> a; a network has no cycles",
    ),
    "into an input": (small(), {"inputs": ["a", "b", "h"]}, "'h' is an input; nothing can be"),
    "input as output": (small(), {"outputs": ["a"]}, "'a' is an input; it cannot be an output"),
    "no such input": (small(), {"inputs": ["q"]}, "inputs has 'q', which is no node"),
    "unhashable input": (small(), {"inputs": [["a"]]}, r"inputs has \['a'\], which is no node"),
    "input twice": (small(), {"inputs": ["a", "a"]}, "inputs has 'a' twice"),
    "same text": (nx.DiGraph([(1, "1", {"weight": 1})]), {}, "two nodes of the graph have the text"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case):
    graph, how, match = REFUSED[case]
    with pytest.raises(ns.NeurosimError, match=match):
        ns.from_networkx(graph, **how)


@pytest.mark.parametrize(
    ("place", "attribute", "value", "match"),
    [
        ("edge", "weight", float("nan"), "the weight from 'h' to 'y' is nan"),
        ("edge", "weight", "0.5", "the weight from 'h' to 'y' is '0.5', which is not a number"),
        ("edge", "trainable", "no", "trainable of the edge from 'h' to 'y' is 'no'; give True or"),
        ("node", "bias", None, "the bias of node 'h' is None, which is not a number"),
        ("node", "activation", "sigmod", "node 'h': unknown activation 'sigmod'"),
        ("node", "trainable", 1, "trainable of node 'h' is 1; give True or False"),
        ("graph", "neurosim", "{", "the attribute 'neurosim' of the graph does not fit it"),
        ("graph", "neurosim", "[1]", r"does not fit it: it holds \[1\]; expected an object"),
        ("graph", "neurosim", '{"outputs": ["q"]}', "there is no neuron 'q'; delete the attribute"),
    ],
)
def test_attributes_that_are_refused(place, attribute, value, match):
    graph = small()
    where = {"edge": graph.edges["h", "y"], "node": graph.nodes["h"], "graph": graph.graph}
    where[place][attribute] = value
    with pytest.raises(ns.NeurosimError, match=match):
        ns.from_networkx(graph)


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'
BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">&b;</graphml>'
)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (BOMB, r"has a document type \(<!DOCTYPE ...\), which could define entities without end"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "has a document type"),
        ("", r"not valid XML at line 1, column 1 \(no element found\)"),
        ("<graphml>", "not valid XML at line 1, .*no element found"),
        ("{}", "not valid XML at line 1, .*not well-formed"),
        ("<a/>", "is not a GraphML file that NetworkX reads"),
        (GRAPHML.format('<graph><data key="k">1</data></graph>'), "is not a GraphML file"),
        (GRAPHML.format('<graph edgedefault="undirected"><node id="a"/></graph>'), "undirected"),
        (GRAPHML.format('<graph edgedefault="directed"/>'), "the graph has no nodes"),
        (
            GRAPHML.format(
                '<graph edgedefault="directed"><node id="a"/><node id="b"/>'
                '<edge source="a" target="b"/><edge source="a" target="b"/></graph>'
            ),
            "the graph is a multigraph",
        ),
    ],
)
def test_graphml_that_is_refused(tmp_path, content, match):
    path = tmp_path / "bad.graphml"
    path.write_text(content)
    with pytest.raises(ns.NeurosimError, match=match) as error:
        ns.read_graphml(path)
    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("{", "not valid JSON"),
        ("[]", r"not a node-link file: it holds \[\]; expected an object with nodes"),
        ('{"nodes": 3}', "nodes is 3; expected a list of objects"),
        ('{"nodes": [{"id": "a"}]}', "edges is None; expected a list of objects"),
        ('{"nodes": [{}], "edges": []}', r"nodes\[0\] has no id"),
        ('{"nodes": [{"id": null}], "edges": []}', r"nodes\[0\].id is None; expected a text"),
        ('{"nodes": [{"id": 1}, {"id": 1}], "edges": []}', r"nodes\[1\] has the id 1 of an"),
        ('{"nodes": [{"id": 1}], "links": [{"source": 1}]}', r"links\[0\] has no target"),
        (
            '{"nodes": [{"id": 1}], "links": [{"source": 1, "target": 2}]}',
            r"links\[0\] has the node 2, which nodes does not have",
        ),
        (
            '{"nodes": [{"id": 1}, {"id": 2}], "links": [{"source": 1, "target": 2}, '
            '{"source": 1, "target": 2}]}',
            r"links\[1\] goes from 1 to 2, as an earlier one does",
        ),
        ('{"directed": false, "nodes": []}', "the graph is undirected"),
        ('{"multigraph": true, "nodes": []}', "the graph is a multigraph"),
    ],
)
def test_node_link_that_is_refused(tmp_path, content, match):
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(ns.NeurosimError, match=match) as error:
        ns.read_node_link(path)
    assert str(error.value).startswith(str(path))


def test_a_name_that_xml_cannot_hold_is_refused(tmp_path):
    net = ns.Network()
    net.add_neuron({net.add_input("a\x00b"): 1.0})
    with pytest.raises(ns.NeurosimError, match=r"has the character '\\x00', which XML cannot hold"):
        ns.write_graphml(net, tmp_path / "net.graphml")
    assert not list(tmp_path.iterdir())
    assert to_json(ns.read_node_link(ns.write_node_link(net, tmp_path / "net.json"))) == to_json(
        net
    )


def test_evolved_genomes_with_nodes_of_numbers():
    # as neat-python counts: negative keys are inputs, 0 is the output
    graph = nx.DiGraph()
    graph.add_node(0, bias=-0.5, activation="sigmoid")
    graph.add_node(7, bias=1.5, activation="tanh")
    graph.add_weighted_edges_from([(-1, 0, 1.0), (-1, 7, 2.0), (-2, 7, -2.0), (7, 0, 3.0)])
    net = ns.from_networkx(graph, inputs=[-1, -2], outputs=[0])
    hidden = np.tanh(2.0 * 1 - 2.0 * 0.5 + 1.5)
    expected = 1 / (1 + np.exp(-(1.0 + 3.0 * hidden - 0.5)))
    assert net.forward([1.0, 0.5])[0] == pytest.approx(expected)
