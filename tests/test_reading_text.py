"""A policy's text and its structure: what a block is, what it stands under, and that every quote is a slice of the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.reading.files import plain_text
from ropa.reading.plain import plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Text

WORDS = st.sampled_from(
    ["We", "keep", "it.", "e.g.", "Art. 6", "# ", "- ", "* ", "| ", "|---|", "\n", "\r\n", "\n\n", "  ", "\t", "**", "a) ", "b) ", "1. ", "2.1 ", "===", "---",
     "Name:", "per-\nsonal", "\u00ad", "a\u0308", "\ufeff", "\f", "[x](y)", "following:", "Page 3", "å", "”", "•"]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200)


def holds(text: Text) -> None:
    last = 0
    for index, block in enumerate(text.blocks):
        assert last <= block.start < block.end <= len(text.text)
        assert text[index] == text.text[block.start : block.end] == text[index].strip()
        assert block.parent is None or block.parent < index
        assert block.label is None or block.start <= block.label[0] < block.label[1] <= block.end
        at = block.start
        for start, end in sentences(text, index):
            assert at <= start < end <= block.end
            assert not text.text[at:start].strip()
            at = end
        assert at == block.end
        view = plain(text, block.start, block.end)
        assert len(view.offsets) == len(view.words) + 1
        assert list(view.offsets) == sorted(view.offsets)
        last = block.end


@settings(max_examples=120, deadline=None)
@given(TEXTS, st.booleans())
def test_every_block_and_sentence_is_a_slice_of_the_text_in_order_and_apart(words: str, markdown: bool) -> None:
    text = plain_text(words, markdown=markdown)
    assert text.text == words
    holds(text)


def shape(words: str, *, markdown: bool = False) -> list[tuple[str, int, str]]:
    text = plain_text(words, markdown=markdown)
    return [(block.kind, block.level, text[index]) for index, block in enumerate(text.blocks)]
