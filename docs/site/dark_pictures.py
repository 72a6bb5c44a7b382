"""A picture of gallery/light gets its twin of gallery/dark; the theme shows one of them."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class DarkPictures(SphinxTransform):
    """Put the dark picture behind the light one."""

    default_priority = 200  # before Sphinx collects the files

    def apply(self, **_: object) -> None:
        """Change every picture that has a dark twin."""
        for image in list(self.document.findall(nodes.image)):
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
    app.add_transform(DarkPictures)
    return {"parallel_read_safe": True}
