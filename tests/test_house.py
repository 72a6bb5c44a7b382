"""The rules of the house that an import of a whole room cannot show: those of single files."""

import ast
from collections import defaultdict
from pathlib import Path

import grimp
import networkx as nx

import neurosim

PACKAGE = Path(neurosim.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def test_no_two_files_have_one_name():
    places = defaultdict(list)
    for path in FILES:
        places[path.name].append(str(path.relative_to(PACKAGE)))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_no_two_classes_have_one_name():
    places = defaultdict(set)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(str(path.relative_to(PACKAGE)))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_no_file_imports_in_a_circle():
    imports = grimp.build_graph("neurosim", cache_dir=None)
    graph = nx.DiGraph()
    for importer in imports.modules:
        for imported in imports.find_modules_directly_imported_by(importer):
            graph.add_edge(importer, imported)
    assert graph.number_of_edges() > 1000
    # the package itself loads its rooms on first use
    graph.remove_node("neurosim")
    assert [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1] == []
