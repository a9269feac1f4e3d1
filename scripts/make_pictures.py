"""Makes the pictures of docs/pictures: every page of the desk, light, dark, on a phone and on paper, and their states.

    make pictures                                            or: python scripts/make_pictures.py [--dir DIR] [NAME ...]

Promises the pages of ``tests/browser/pages.py``, so that none is forgotten, and a list of them in docs/pictures/README.md.
The node in DIR is the sample task force, made where it is not there; without DIR, in a folder that is removed again.
Every person in the pictures is invented, and each says so in its banner. Pictures hold few colours, to stay small.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the list of pages is the tests' own

from coalesce.app import build_demo  # noqa: E402  after the path
from coalesce.services.node import silent  # noqa: E402
from tests.browser import pages, served  # noqa: E402
from tests.browser.looking import Tour  # noqa: E402
from tests.conftest import CHROMIUM_FLAGS  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
COLOURS, VIVID = 96, 8
SETTLING = 400
"""Milliseconds until the base map is drawn: a picture is no test, and may wait."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: the size of the screen, its colours, its medium."""

    name: str
    size: tuple[int, int]
    scheme: str = "light"
    media: str = "screen"


LOOKS = (
    Look("light", (1280, 860)),
    Look("dark", (1280, 860), "dark"),
    Look("phone", (360, 740)),
    Look("print", (718, 1016), media="print"),
)


def main() -> int:
    """Take every picture, or those of the pages named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, help="the sample node; made where it is not there")
    parser.add_argument("names", nargs="*", metavar="NAME", help="pages by name; all without one")
    asked = parser.parse_args()
    examples = [one for one in pages.examples() if not asked.names or one.name in asked.names]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _folder(asked.dir) as folder:
        node = build_demo(folder, silent)
        for prepare in pages.PREPARED:
            prepare(node)
        with served.serving(node) as desk, _browser() as browser:
            taken = take(Tour(browser, desk), examples)
        node.store.close()
    if not asked.names:
        clear(taken)
        (PICTURES / "README.md").write_text(listing(examples), encoding="utf-8")
    return 0


def take(tour: Tour, examples: Sequence[pages.Example]) -> set[str]:
    """Photograph every example in every look; the names of the pictures."""
    taken = set()
    with tour.contexts:
        for example in examples:
            page = tour.open(example)[0].page
            page.wait_for_timeout(SETTLING)
            for look in looks_of(example):
                page.set_viewport_size({"width": look.size[0], "height": look.size[1]})
                page.emulate_media(media=look.media, color_scheme=look.scheme)  # type: ignore[arg-type]  # its own literals
                name = f"{example.name}-{look.name}.png"
                (PICTURES / name).write_bytes(small(page.screenshot()))
                taken.add(name)
            page.emulate_media(media="screen", color_scheme="light")
            sys.stderr.write(f"{example.name}\n")
    return taken


def looks_of(example: pages.Example) -> Sequence[Look]:
    """A page in every look; a further state of one in the first alone."""
    return LOOKS[:1] if example in pages.STATES else LOOKS


def small(png: bytes) -> bytes:
    """The same picture in few colours: those that stand often, and vivid ones sooner, so that a label keeps its own."""
    with Image.open(io.BytesIO(png)) as image:
        shown = image.convert("RGB")
    packed = np.asarray(shown).reshape(-1, 3).astype(np.int64) @ np.array([65536, 256, 1])
    found, counts = np.unique(packed, return_counts=True)
    colours = np.stack((found >> 16, found >> 8 & 255, found & 255), axis=1)
    weight = counts * (1 + VIVID * (colours.max(axis=1) - colours.min(axis=1)) / 255)
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours[np.argsort(weight)[::-1][:COLOURS]].astype(np.uint8).tobytes())
    out = io.BytesIO()
    shown.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def clear(taken: set[str]) -> None:
    """Away with pictures of pages that are no more."""
    for old in PICTURES.glob("*.png"):
        if old.name not in taken:
            old.unlink()


def listing(examples: Sequence[pages.Example]) -> str:
    """The page that shows them all."""
    lines = [
        "# Pictures of the desk",
        "",
        (
            "Every page on the sample world, in which every person is invented: light, dark, on a phone, on paper."
            " Made by `make pictures`."
        ),
        "",
    ]
    for one in examples:
        where = one.address if isinstance(one.address, str) else one.address.on
        lines += [f"## {one.name}", "", f"`{where}`, {'nobody signed in' if not one.who else f'seen by {one.who}'}", ""]
        lines += [" ".join(f"![{one.name}, {look.name}]({one.name}-{look.name}.png)" for look in looks_of(one)), ""]
    return "\n".join(lines)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "node"


@contextmanager
def _browser() -> Iterator[Browser]:
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
