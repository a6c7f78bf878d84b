"""Layouts of the record, and the formats that a laid record is written in."""

from __future__ import annotations

import pytest

from ropa.laid import Laid
from ropa.register import Register
from ropa.render.laid import formats
from tests.laid_reading import reader, said

SUFFIXES = tuple(formats())
SHOWN = ("generic",)


@pytest.fixture(scope="session")
def laid(example: Register, five: Register) -> dict[str, Laid]:
    """The example register and a published notice, each in several layouts."""
    found = {f"lumitie-{name}": example.lay_out("lumitie", name) for name in SHOWN}
    return found | {f"infine-{name}": five.lay_out("infine", name) for name in SHOWN}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_says_the_same(laid: dict[str, Laid], suffix: str) -> None:
    for name, each in laid.items():
        data = formats()[suffix].write(each)
        assert reader(suffix)(data) == said(each), name
        assert formats()[suffix].write(each) == data, f"{name}: other bytes"
