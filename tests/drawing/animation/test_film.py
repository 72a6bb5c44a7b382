"""Films as files, opened again by other programs."""

import base64
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import neurosim as ns
from neurosim.drawing.animation import film as film_file
from neurosim.drawing.animation import video
from neurosim.drawing.animation.frames import SampleFilm
from neurosim.drawing.page_size import LEAST_TEXT, read_page_size
from neurosim.drawing.themes import THEMES
from neurosim.errors import FileError, InputError, UnknownNameError

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def small():
    net = ns.mlp([1, 1], seed=1, name="a <small> & _odd_ net")
    return ns.trace(net, [0.5], [1.0], learning_rate=0.1)


def filmed(source, path, **options):
    """The file of a film."""
    assert isinstance(ns.animate(source, path, **options), ns.Film)
    return path


def pictures_of(page):
    """What a page holds: the words of each moment, and the drawings of each panel as SVG."""
    text = re.search(r'<script id="film" type="application/json">(.*?)</script>', page, re.DOTALL)
    film = json.loads(text[1])

    def svg(numbers):
        return "\n".join(film["lines"][number] for number in numbers)

    film["panels"] = film["stages"][0]["panels"]
    for panel in [panel for stage in film["stages"] for panel in stage["panels"]]:
        panel["still"] = [svg(numbers) for numbers in panel["still"]]
        for layer in ("behind", "moving"):
            panel[layer] = [[svg(numbers) for numbers in theme] for theme in panel[layer]]
    return film


def words(moment):
    clauses = ["".join(p if isinstance(p, str) else "".join(p) for p in c) for c in moment[1]]
    return ", ".join(clauses)


def test_a_gif_has_a_picture_for_each_frame_and_repeats(small, tmp_path):
    path = filmed(small, tmp_path / "film.gif", seconds=0.5)
    with Image.open(path) as film:
        assert film.n_frames == 6
        assert film.info["loop"] == 0
        assert film.info["duration"] == 500
        # the colours of areas are exact
        assert film.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_the_same_trace_gives_the_same_bytes(small, tmp_path):
    for ending in ("gif", "html"):
        first = filmed(small, tmp_path / f"a.{ending}").read_bytes()
        assert filmed(small, tmp_path / f"b.{ending}").read_bytes() == first


def test_a_page_holds_every_frame_and_loads_nothing(small, tmp_path):
    page = filmed(small, tmp_path / "film.html", theme="dark").read_text("utf-8")
    film = pictures_of(page)
    (panel,) = film["panels"]
    assert len(film["moments"]) == len(panel["behind"][0]) == len(panel["moving"][0]) == 6
    for svg in [*panel["still"], *panel["behind"][0], *panel["moving"][0]]:
        assert ET.fromstring(svg).get("aria-hidden") == "true"
    assert words(film["moments"][3]).startswith("∂L/∂yo[0] = ")
    assert [".7136<" in svg for svg in panel["moving"][0][:3]] == [False, True, True]
    assert "<title>a &lt;small&gt; &amp; _odd_ net</title>" in page
    assert not re.search(r'(src|href)="http', re.sub(r"xmlns(:\w+)?=\\?\"[^\"]*\"", "", page))
    assert "{{" not in page


def test_names_cannot_leave_their_script(tmp_path):
    net = ns.Network(name="<!--</script><script>alert(1)</script>")
    net.add_neuron({net.add_input("<!--"): 1.0}, name="</script>")
    page = filmed(ns.trace(net, [1.0]), tmp_path / "film.html").read_text("utf-8")
    assert page.count("</script>") == 2
    assert "<!--" not in page
    film = pictures_of(page)
    assert words(film["moments"][1]).startswith("</script>: so[0]")
    assert "&lt;!--" in film["panels"][0]["still"][0]


def test_a_name_that_looks_like_a_place_of_the_page_is_a_name(tmp_path):
    net = ns.Network(name="{{film}} {{colours}}")
    net.add_neuron({net.add_input("{{title}}"): 1.0}, name=r"\1")
    page = filmed(ns.trace(net, [1.0]), tmp_path / "film.html").read_text("utf-8")
    assert "<title>{{film}} {{colours}}</title>" in page
    assert "{{title}}" in pictures_of(page)["panels"][0]["still"][0]


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_player_plays_steps_and_scrubs(small, tmp_path):
    path = filmed(small, tmp_path / "film.html", seconds=0.2)
    script = """<script>
      const seen = [current];
      part("forward").click(); seen.push(current);
      part("back").click(); seen.push(current);
      part("scrub").value = 4; part("scrub").dispatchEvent(new Event("input")); seen.push(current);
      document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true})); seen.push(current);
      seen.push(document.querySelectorAll("#stage svg").length, part("count").textContent);
      part("play").click(); seen.push(current, part("play").textContent);
      setTimeout(() => { seen.push(current, part("play").textContent);
        document.title = JSON.stringify(seen); }, 3000);
    </script></body>"""
    path.write_text(path.read_text("utf-8").replace("</body>", script), "utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=6000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    page = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False).stdout
    seen = json.loads(re.search(r"<title>(.*?)</title>", page)[1])
    assert seen == [0, 1, 0, 4, 5, 3, "6 / 6", 0, "Pause", 5, "Play"]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_video_has_the_length_of_its_frames(small, tmp_path):
    path = filmed(small, tmp_path / "film.mp4", seconds=0.2)
    said = subprocess.run(
        ["ffmpeg", "-hide_banner", "-i", path], capture_output=True, text=True, check=False
    ).stderr
    assert "Video: h264" in said
    assert re.search(r"Duration: 00:00:01\.2", said)


def test_training_is_filmed_without_changing_the_network(tmp_path):
    net, data = ns.worked_example()
    before = [parameter.value for parameter in net.parameters]
    options = {"epochs": 20, "learning_rate": 1.0, "normalize": (0, 1)}
    path = tmp_path / "film.html"
    ns.animate_training(net, data, path, frames=5, **options)
    assert [parameter.value for parameter in net.parameters] == before
    assert net.input_scaling is None
    film = pictures_of(path.read_text("utf-8"))
    twin = net.copy()
    history = ns.train(twin, data, **options)
    assert [moment[0] for moment in film["moments"]] == [
        f"Epoch {epoch} of 20" for epoch in (0, 5, 10, 15, 20)
    ]
    assert words(film["moments"][-1]) == f"mean loss {history.loss[-1]:.4f} in this epoch"
    network, surface, loss = film["panels"]
    shown = set(re.findall(r">(−?\d+\.\d\d)<", network["moving"][0][-1]))
    assert {f"{weight:.2f}".replace("-", "−") for weight in twin.wo[0]} <= shown
    for panel in (surface, loss):
        assert len(set(panel["moving"][0])) == 5


@pytest.mark.parametrize(
    ("size", "wide", "high"), [("slide", 1600, 900), ("column", 408, None), ("page", 780, None)]
)
def test_a_film_has_the_width_that_was_asked_for(small, tmp_path, size, wide, high):
    trained = {"epochs": 2, "frames": 2, "normalize": (0, 1)}
    ns.animate(small, tmp_path / "sample.gif", size=size)
    ns.animate_training(*ns.worked_example(), tmp_path / "training.gif", size=size, **trained)
    for name in ("sample", "training"):
        with Image.open(tmp_path / f"{name}.gif") as film:
            assert film.size[0] == wide
            assert high is None or film.size[1] == high


def test_all_text_of_a_film_of_a_width_can_be_read(worked_trace):
    page = read_page_size(size="column")
    film = SampleFilm(worked_trace, page=page)
    for scene in film.scenes(THEMES["light"]):
        assert scene.width == pytest.approx(page.width)
        assert min(label.size for label in scene.labels) >= LEAST_TEXT
    with pytest.raises(InputError, match=r"a width of 1 in is too narrow"):
        ns.animate(worked_trace, width="1in")


def test_the_bar_counts_frames(small, tmp_path, capfd):
    ns.animate(small, tmp_path / "film.html", progress=True)
    assert "frame 6/6" in capfd.readouterr().err
    ns.animate(small, tmp_path / "film.html")
    assert capfd.readouterr().err == ""


class TestErrors:
    def test_an_unknown_ending_lists_the_known_ones(self, small, tmp_path):
        with pytest.raises(UnknownNameError, match=r"file ending '.avi'; known: .gif, .html, .mp4"):
            ns.animate(small, tmp_path / "film.avi")

    def test_an_existing_film_is_kept_when_asked(self, small, tmp_path):
        (tmp_path / "film.gif").write_text("mine")
        with pytest.raises(FileError, match=r"film\.gif exists already"):
            ns.animate(small, tmp_path / "film.gif", overwrite=False)
        assert (tmp_path / "film.gif").read_text() == "mine"

    def test_a_missing_directory_is_named_before_any_work(self, small, tmp_path):
        with pytest.raises(FileError, match="there is no directory"):
            ns.animate(small, tmp_path / "none" / "film.gif")

    def test_without_ffmpeg_there_is_no_mp4(self, small, tmp_path, monkeypatch):
        monkeypatch.setattr(video.shutil, "which", lambda _: None)
        with pytest.raises(FileError, match=r"needs the program ffmpeg.*write .gif or .html"):
            ns.animate(small, tmp_path / "film.mp4")

    def test_a_failing_ffmpeg_is_heard(self, monkeypatch, tmp_path):
        failing = tmp_path / "ffmpeg"
        failing.write_text("#!/bin/sh\necho no such codec >&2\nexit 1\n")
        failing.chmod(0o755)
        monkeypatch.setattr(video.shutil, "which", lambda _: str(failing))
        with pytest.raises(FileError, match="could not make the film: no such codec"):
            video.to_mp4(lambda _: np.zeros((200, 200, 4), dtype=np.uint8), [1.0] * 20)

    @pytest.mark.parametrize("seconds", [0, -1, float("nan"), "2"])
    def test_seconds_are_positive(self, small, tmp_path, seconds):
        with pytest.raises(InputError, match="seconds"):
            ns.animate(small, tmp_path / "film.gif", seconds=seconds)

    @pytest.mark.parametrize("ending", ["gif", "html", "mp4"])
    def test_no_picture_stands_longer_than_a_minute(self, small, tmp_path, ending):
        with pytest.raises(
            InputError, match=r"seconds is 1e\+06; .* at most 60 seconds: give fewer"
        ):
            ns.animate(small, tmp_path / f"film.{ending}", seconds=1e6)
        net, data = ns.worked_example()
        with pytest.raises(InputError, match="at most 60 seconds"):
            ns.animate_training(net, data, tmp_path / f"film.{ending}", seconds=60.1)

    def test_a_film_of_too_many_pictures_is_refused_before_any_is_made(self, tmp_path):
        t = ns.trace(ns.mlp([1, 24, 24, 22], seed=1), [0.5], [1.0] * 22, learning_rate=0.1)
        with pytest.raises(InputError) as caught:
            ns.animate(t, tmp_path / "film.gif")
        assert str(caught.value) == (
            "the film of this sample would have 282 pictures, and it may have at most 200; trace a "
            "smaller network, or draw single pictures of it with ns.draw"
        )

    def test_what_is_trained_is_a_network(self, tmp_path):
        with pytest.raises(InputError, match=r"takes a network: ns\.animate_training.*; got 3$"):
            ns.animate_training(3, ([[0]], [0]), tmp_path / "a.gif")

    def test_epochs_and_frames_are_whole_numbers(self, tmp_path):
        net, data = ns.worked_example()
        with pytest.raises(InputError, match="epochs is 0; it must be at least 1"):
            ns.animate_training(net, data, tmp_path / "a.gif", epochs=0)
        with pytest.raises(InputError, match="frames is 1; it must be at least 2"):
            ns.animate_training(net, data, tmp_path / "a.gif", frames=1)


@pytest.mark.parametrize("to_film", [video.to_gif, video.to_mp4])
def test_each_picture_is_asked_for_once(to_film):
    if to_film is video.to_mp4 and shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    asked = []

    def paint(place):
        asked.append(place)
        return np.full((16, 16, 4), 20 * place, dtype=np.uint8)

    assert to_film(paint, [0.1] * 7)
    assert sorted(asked) == list(range(7))


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_video_stands_as_long_at_each_picture_as_it_is_told(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(
        video.to_mp4(lambda k: np.full((16, 16, 4), 100 * k, np.uint8), [1.0, 0.2, 0.4])
    )
    grey = subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    shown = np.frombuffer(grey, dtype=np.uint8).reshape(-1, 256).mean(axis=1)
    assert [round(level / 100) for level in shown] == [0] * 10 + [1] * 2 + [2] * 4


def test_a_wide_film_has_fewer_dots(tmp_path):
    net = ns.mlp([1] * 12, seed=1)
    path = filmed(ns.trace(net, [0.5]), tmp_path / "film.gif")
    with Image.open(path) as film:
        assert 1900 < max(film.size) <= 2000


def test_pictures_become_a_gif_of_their_colours():
    red, blue = (
        np.full((4, 4, 4), colour, dtype=np.uint8)
        for colour in ([250, 1, 2, 255], [3, 4, 251, 255])
    )
    with Image.open(io.BytesIO(video.to_gif([red, blue].__getitem__, [0.1, 0.1]))) as film:
        assert film.convert("RGB").getpixel((0, 0)) == (250, 1, 2)
        film.seek(1)
        assert film.convert("RGB").getpixel((0, 0)) == (3, 4, 251)


class TestFilm:
    def test_it_is_saved_as_a_path_would_write_it(self, small, tmp_path):
        film = ns.animate(small)
        assert repr(film) == "Film('a <small> & _odd_ net': 6 pictures, 9 seconds)"
        for ending in ("gif", "html"):
            saved = film.save(tmp_path / f"saved.{ending}")
            written = filmed(small, tmp_path / f"written.{ending}")
            assert saved.read_bytes() == written.read_bytes()

    def test_a_notebook_shows_it_with_its_player(self, small, tmp_path):
        film = ns.animate(small)
        frame = ET.fromstring(film._repr_html_())
        assert frame.tag == "iframe"
        assert frame.get("title") == "a <small> & _odd_ net"
        assert len(pictures_of(frame.get("srcdoc"))["moments"]) == 6

    def test_a_notebook_shows_one_that_is_too_long_for_it_as_an_image(self, small, monkeypatch):
        monkeypatch.setattr(film_file, "_LONGEST_PAGE", 1000)
        film = ns.animate(small)
        source = re.search('src="data:image/gif;base64,(.*?)"', film._repr_html_())[1]
        with Image.open(io.BytesIO(base64.b64decode(source))) as image:
            assert image.n_frames == 6

    def test_a_training_is_filmed_once_and_saved_often(self, tmp_path):
        net, data = ns.worked_example()
        film = ns.animate_training(net, data, epochs=2, frames=2, normalize=(0, 1))
        assert repr(film) == f"Film({net.name!r}: 2 pictures, 3 seconds)"
        assert film.save(tmp_path / "a.html").read_bytes().startswith(b"<!DOCTYPE")
        assert film.save(tmp_path / "a.gif").read_bytes().startswith(b"GIF")

    def test_a_bar_counts_frames_while_it_is_saved_and_none_while_it_is_shown(
        self, small, tmp_path, capfd
    ):
        film = ns.animate(small, progress=True)
        film._repr_html_()
        assert capfd.readouterr().err == ""
        film.save(tmp_path / "film.html")
        assert "frame 6/6" in capfd.readouterr().err

    def test_what_is_wrong_is_said_in_one_sentence(self, small, tmp_path, monkeypatch):
        film = ns.animate(small)
        with pytest.raises(UnknownNameError, match=r"file ending '.avi'; known: .gif, .html, .mp4"):
            film.save(tmp_path / "film.avi")
        (tmp_path / "film.gif").write_text("mine")
        with pytest.raises(FileError, match=r"film\.gif exists already"):
            film.save(tmp_path / "film.gif")
        film.save(tmp_path / "film.gif", overwrite=True)
        monkeypatch.setattr(video.shutil, "which", lambda _: None)
        with pytest.raises(FileError, match=r"needs the program ffmpeg.*write .gif or .html"):
            film.save(tmp_path / "film.mp4")
        with pytest.raises(InputError, match="a title is text; got 3"):
            ns.animate(small, title=3)
        with pytest.raises(UnknownNameError, match="unknown theme 'neon'"):
            ns.animate(small, theme="neon")
