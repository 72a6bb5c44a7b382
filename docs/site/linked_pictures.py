"""A picture links to its file; one of gallery/light has a dark twin, and the theme shows one."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class Pictures(SphinxTransform):
    """Put the dark picture behind the light one, and let a click open a picture alone."""

    default_priority = 200  # before Sphinx collects the files

    def apply(self, **_: object) -> None:
        """Change every picture."""
        for image in list(self.document.findall(nodes.image)):
            image["scale"] = 100  # Sphinx makes a link of a picture that has a scale
            uri = image["uri"]
            dark = uri.replace("gallery/light/", "gallery/dark/")
            if dark != uri and (Path(self.document["source"]).parent / dark).exists():
                twin = image.deepcopy()
                twin["uri"] = dark
                image["classes"].append("only-light")
                twin["classes"].append("only-dark")
                image.parent.insert(image.parent.index(image) + 1, twin)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the transform."""
    app.add_transform(Pictures)
    return {"parallel_read_safe": True}
