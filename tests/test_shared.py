"""In CI nothing that needs the texts of the policies may be skipped."""

from __future__ import annotations

import os

import pytest

from tests.conftest import SHARED


def test_the_texts_are_here_where_they_must_be() -> None:
    if not os.environ.get("ROPA_REQUIRE_SHARED"):
        pytest.skip("only CI insists on ../shared")
    assert (SHARED / "seeds").is_dir()
