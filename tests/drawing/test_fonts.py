"""Characters that DejaVu Sans lacks are drawn where a font of the system has them."""

import shutil
import subprocess

import pytest

import neurosim as ns
from neurosim.drawing.fonts import BOX, font_families, with_known_glyphs
from neurosim.drawing.lettering import text_width

needs_chinese = pytest.mark.skipif(
    with_known_glyphs("収入") != "収入", reason="no font of this system has Chinese characters"
)


def test_plain_text_needs_no_other_font():
    assert font_families("plain δ ∂ العربية") == ("DejaVu Sans",)


def test_a_character_that_no_font_has_is_a_box():
    assert with_known_glyphs("a\U000fffff") == f"a{BOX}"


@needs_chinese
def test_other_characters_have_the_width_of_their_font():
    assert font_families("収入")[0] == "DejaVu Sans"
    assert len(font_families("収入")) == 2
    assert 15 < text_width("収入", 10.0) < 30


@needs_chinese
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_a_pdf_has_chinese_text(tmp_path, caplog):
    net = ns.Network(name="収入と年齢")
    net.add_neuron({net.add_input("収入"): 0.5}, name="得点")
    ns.draw(ns.trace(net, [0.5]), tmp_path / "net.pdf", own_names=True)
    ns.draw(net, tmp_path / "net.png")
    read = subprocess.run(
        ["pdftotext", tmp_path / "net.pdf", "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    assert {"収入", "得点", "収入と年齢"} <= set(read.split())
    assert not caplog.records
