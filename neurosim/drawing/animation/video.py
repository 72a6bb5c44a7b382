"""Pictures in a row as the bytes of a GIF or MP4 file."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neurosim.errors import FileError

_FRAMES_PER_SECOND = 10
_COLOURS = 256


def to_gif(pictures: Sequence[Any], seconds: Sequence[float]) -> bytes:
    """Return pictures as an animated GIF that repeats for ever.

    Parameters
    ----------
    pictures : sequence of buffers, shape (height, width, 4)
        Red, green, blue and opacity of each dot.
    seconds : sequence of float
        How long each picture stands.
    """
    packed = [_packed(picture) for picture in pictures]
    # one palette for all, or colours would flicker; the last picture has all that come up
    palette = _commonest([packed[0], packed[len(packed) // 2], packed[-1]])
    drawn = [_indexed(picture, palette) for picture in packed]
    buffer = io.BytesIO()
    drawn[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=drawn[1:],
        duration=[max(20, round(1000 * pause)) for pause in seconds],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def _packed(picture: Any) -> NDArray[np.int64]:
    """Return the colour of each dot as one whole number, shape (height, width)."""
    channels = np.asarray(picture)[..., :3].astype(np.int64)
    return channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]


def _unpacked(colours: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1)


def _commonest(pictures: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the commonest colours, so that those of areas stay exact."""
    colours, counts = np.unique(np.concatenate(pictures), return_counts=True)
    return colours[np.argsort(-counts, kind="stable")[:_COLOURS]]


def _indexed(picture: NDArray[np.int64], palette: NDArray[np.int64]) -> Image.Image:
    """Return a picture in the colours of a palette, each dot in the nearest one."""
    colours, where = np.unique(picture, return_inverse=True)
    table = _unpacked(palette)
    nearest = np.array(
        [((table - colour) ** 2).sum(axis=1).argmin() for colour in _unpacked(colours)],
        dtype=np.uint8,
    )
    image = Image.fromarray(nearest[where].reshape(picture.shape))
    image.putpalette(table.astype(np.uint8).tobytes())
    return image


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


def to_mp4(pictures: Sequence[Any], seconds: Sequence[float]) -> bytes:
    """Return pictures as an MP4 file (H.264), which ffmpeg encodes.

    Parameters
    ----------
    pictures, seconds
        As for ``to_gif``.

    Raises
    ------
    FileError
        If ffmpeg is not installed, or fails.
    """
    height, width = np.asarray(pictures[0]).shape[:2]
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "film.mp4"
        command = [
            check_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{width}x{height}",
            "-r", str(_FRAMES_PER_SECOND), "-i", "-",
            # most players take even sizes only
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p",
            "-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "18",
            "-threads", "1",
            "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart",
            str(target),
        ]  # fmt: skip
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        assert process.stdin is not None
        try:
            for picture, pause in zip(pictures, seconds, strict=True):
                data = np.ascontiguousarray(picture).tobytes()
                for _ in range(max(1, round(pause * _FRAMES_PER_SECOND))):
                    process.stdin.write(data)
        except BrokenPipeError:
            # ffmpeg has ended; what it says follows
            pass
        _, said = process.communicate()
        if process.returncode:
            reason = said.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
            raise FileError(f"ffmpeg could not make the film: {reason[0]}; write .gif or .html")
        return target.read_bytes()
