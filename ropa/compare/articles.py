"""The provisions to verify a difference against: what a notice is to tell, what a register is to hold (GDPR)."""

from __future__ import annotations

ARTICLES: dict[str, tuple[str | None, str | None]] = {
    "activity": ("13, 14", "30(1)"),
    "purpose": ("13(1)(c), 14(1)(c)", "30(1)(b)"),
    "legal-basis": ("13(1)(c), 14(1)(c)", None),
    "data": ("14(1)(d)", "30(1)(c)"),
    "data-subjects": (None, "30(1)(c)"),
    "discloses": ("13(1)(e), 14(1)(e)", "30(1)(d)"),
    "transfers": ("13(1)(f), 14(1)(f)", "30(1)(e)"),
    "retention": ("13(2)(a), 14(2)(a)", "30(1)(f)"),
    "joint-control": ("13(1)(a), 14(1)(a), 26(2)", "30(1)(a)"),
    "responsibility": ("13(1)(a), 14(1)(a)", "30(1)(a)"),
}
"""By field: for a notice, for a register of a controller. Art. 30 asks for no legal basis; Art. 13 for no categories of data."""
PROCESSOR: dict[str, str] = {"activity": "30(2)", "transfers": "30(2)(c)"}
"""What a processor's register is to hold; a controller's notice owes nothing of processing done for others."""


def article(field_id: str, kind: str, kinds: tuple[str, str], *, processor: bool = False) -> str | None:
    """The provisions that the side lacking something, or both sides, can be verified against; None where there are none."""
    found = []
    for index, lacking in enumerate(("only-in-b", "only-in-a")):
        if kind in (lacking, "otherwise", "less-certain", "more-general"):
            found.append(_of(field_id, kinds[index], processor=processor))
    said = [text for text in found if text]
    return "Art. " + ", ".join(said) if said else None


def _of(field_id: str, kind: str, *, processor: bool) -> str | None:
    if kind == "register":
        return PROCESSOR.get(field_id) if processor else ARTICLES.get(field_id, (None, None))[1]
    return None if kind != "notice" or processor else ARTICLES.get(field_id, (None, None))[0]
