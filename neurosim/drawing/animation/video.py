"""A sequence of pictures as the bytes of a GIF or MP4 file."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neurosim.errors import FileError
from neurosim.temporary import scratch_folder

_FRAMES_PER_SECOND = 10
_COLOURS = 256
_AT_ONCE = 4096


Dots = NDArray[np.uint8]
"""Red, green, blue and opacity of each pixel, shape (height, width, 4)."""
Paint = Callable[[int], Dots]
"""A function that takes the number of a picture and returns the picture; each is made once."""


def to_gif(paint: Paint, seconds: Sequence[float]) -> bytes:
    """Return pictures as an animated GIF that repeats forever.

    Parameters
    ----------
    paint : callable
        Paints the picture with a given number.
    seconds : sequence of float
        How long each picture is shown.
    """
    count = len(seconds)
    # one palette for all, because colours would flicker; the last picture has all colours
    kept = {place: paint(place) for place in sorted({0, count // 2, count - 1})}
    palette = _Palette(list(kept.values()))
    drawn = (
        palette.indexed(kept.pop(place) if place in kept else paint(place))
        for place in range(count)
    )
    buffer = io.BytesIO()
    next(drawn).save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=drawn,
        duration=[max(20, round(1000 * pause)) for pause in seconds],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


class _Palette:
    """The most common colours of some pictures, so the colours of areas stay exact."""

    def __init__(self, pictures: Sequence[Dots]) -> None:
        every = np.concatenate([_packed(picture).ravel() for picture in pictures])
        colours, counts = np.unique(every, return_counts=True)
        self._table = _unpacked(colours[np.argsort(-counts, kind="stable")[:_COLOURS]])
        # for each possible colour the nearest one of the palette, once it is known
        self._nearest = np.full(1 << 24, -1, dtype=np.int16)

    def indexed(self, picture: Dots) -> Image.Image:
        """Return a picture in these colours; each pixel gets the nearest one."""
        packed = _packed(picture)
        places = self._nearest[packed]
        if places.min() < 0:
            self._find(np.unique(packed[places < 0]))
            places = self._nearest[packed]
        image = Image.fromarray(places.astype(np.uint8))
        image.putpalette(self._table.astype(np.uint8).tobytes())
        return image

    def _find(self, colours: NDArray[np.int32]) -> None:
        for start in range(0, len(colours), _AT_ONCE):
            some = colours[start : start + _AT_ONCE]
            away = ((_unpacked(some)[:, np.newaxis] - self._table) ** 2).sum(axis=2)
            self._nearest[some] = away.argmin(axis=1)


def _packed(picture: Dots) -> NDArray[np.int32]:
    """Return the colour of each pixel as one whole number, shape (height, width)."""
    channels = picture[..., :3].astype(np.int32)
    return channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]


def _unpacked(colours: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1)


def check_ffmpeg() -> str:
    """Return the path of ffmpeg.

    Raises
    ------
    FileError
        If it is not installed.
    """
    found = shutil.which("ffmpeg")
    if found is None:
        raise FileError(
            "an .mp4 file needs the program ffmpeg, which is not installed; install it, or write "
            ".gif or .html"
        )
    return found


def to_mp4(paint: Paint, seconds: Sequence[float]) -> bytes:
    """Return pictures as an MP4 file (H.264), which ffmpeg encodes.

    Parameters
    ----------
    paint, seconds
        As for ``to_gif``.

    Raises
    ------
    FileError
        If ffmpeg is not installed, or fails.
    """
    counts = [max(1, round(pause * _FRAMES_PER_SECOND)) for pause in seconds]
    # repeating pictures in ffmpeg is faster than writing them to it several times
    step = math.gcd(*counts)
    first = paint(0)
    height, width = first.shape[:2]
    with scratch_folder() as directory:
        target = directory / "film.mp4"
        command = [
            check_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}",
            "-r", f"{_FRAMES_PER_SECOND}/{step}", "-i", "-",
            # most players need even sizes
            "-vf", f"pad=ceil(iw/2)*2:ceil(ih/2)*2,fps={_FRAMES_PER_SECOND}",
            "-pix_fmt", "yuv420p",
            "-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "18",
            "-threads", "1",
            "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart",
            str(target),
        ]  # fmt: skip
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        assert process.stdin is not None
        try:
            for place, count in enumerate(counts):
                picture = paint(place) if place else first
                data = np.ascontiguousarray(picture[..., :3]).tobytes()
                for _ in range(count // step):
                    process.stdin.write(data)
        except BrokenPipeError:
            # ffmpeg has ended; its message is read below
            pass
        _, said = process.communicate()
        if process.returncode:
            reason = said.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
            raise FileError(f"ffmpeg could not make the film: {reason[0]}; write .gif or .html")
        return target.read_bytes()
