"""What a synthetic organisation writes down: a register, and for some a privacy notice, with faults at known rates.

Organisation 17 of seed 0 is the same whether 20 or 20,000 are made. The distribution is ``data/synthetic.toml``.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from ropa.assets import collect, root
from ropa.synthetic.activities import Activities

Data = dict[str, Any]
LAWS = {"NO": "eea-efta"}
RIGHTS = ("eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17", "eu-gdpr:A18", "eu-gdpr:A20", "eu-gdpr:A21", "eu-gdpr:A77")


def organisation_id(number: int) -> str:
    """The id of an organisation: 1 gives ``org-0001``."""
    return f"org-{number:04}"


def read_distribution() -> dict[str, Any]:
    """The distribution that ships with ropa, with the purposes, subjects and data of each usual activity."""
    found = tomllib.loads((root("data") / "synthetic.toml").read_text(encoding="utf-8"))
    for stem, entry in collect("data", "templates", ".yaml", None).items():
        read = yaml.safe_load(entry.read_text(encoding="utf-8"))
        found["activities"][stem] |= {"name": read["name"]["en"], **{key: read[key] for key in ("purpose", "dataSubjects", "data")}}
    return found


@dataclass(frozen=True)
class Maker:
    """Makes the documents of organisations, each from `seed` and its number.

    `median` is the median number of activities, that of the distribution where None; `notices` the share of organisations that
    have a notice too.
    """

    seed: int = 0
    median: float | None = None
    notices: float | None = None

    @cached_property
    def distribution(self) -> dict[str, Any]:
        """See `read_distribution`."""
        return read_distribution()

    def documents(self, number: int) -> Iterator[tuple[str, Data]]:
        """(file name, form) of each document of an organisation: the register, then the notice where it has one."""
        chance = random.Random(f"{self.seed}/{number}")  # noqa: S311 - the same again is the point
        make = _Organisation(chance, self.distribution, organisation_id(number), f"Org {number:04}")
        kinds = make.kinds(self.median)
        yield f"{make.id}-register.yaml", make.register(kinds)
        if chance.random() < (self.distribution["documents"]["notice"] if self.notices is None else self.notices):
            yield f"{make.id}-notice.yaml", make.notice(kinds)


@dataclass
class _Organisation:
    chance: random.Random
    distribution: Mapping[str, Any]
    id: str
    name: str

    def happens(self, rate: float) -> bool:
        return self.chance.random() < rate

    @cached_property
    def country(self) -> str:
        about = self.distribution["organisation"]
        return "US" if self.happens(about["outside"]) else str(self.chance.choice(about["countries"]))

    def kinds(self, median: float | None) -> list[str]:
        """The usual activities of the organisation; one that it carries out twice stands there twice."""
        size, known = self.distribution["size"], self.distribution["activities"]
        usual = median or size["median"]
        number = round(min(size["most"] / size["median"] * usual, max(1, usual * self.chance.lognormvariate(0, size["sigma"]))))
        return sorted(self.chance.choices(list(known), [item["weight"] for item in known.values()], k=number))

    def register(self, kinds: list[str]) -> Data:
        """The register."""
        activities = Activities(self.chance, self.distribution, self.name)
        entries = [activities.entry(kind, index) for index, kind in enumerate(kinds, start=1)]
        return {**self.head("register", None), **activities.named_parties(), "general": {"responsibility": "sole"}, "activities": entries}

    def notice(self, kinds: list[str]) -> Data:
        """The notice: its quotes are sentences that such an organisation could write."""
        activities = Activities(self.chance, self.distribution, self.name)
        quote = f"{self.name} is the controller of the personal data described here."
        entries = [activities.section(kind) for kind in dict.fromkeys(kinds)]
        rights = [{"right": right, "quote": f"You have the right under Article {right.partition(':')[2][1:]}."} for right in RIGHTS]
        general: Data = {"rights": [right for right in rights if not self.happens(0.1)]} if not self.happens(0.05) else {}
        return {**self.head("notice", quote), **activities.named_parties(), "general": general, "activities": entries}

    def head(self, kind: str, quote: str | None) -> Data:
        """Everything above the activities."""
        words: Data = {"quote": quote} if quote else {}
        about = {"id": f"{self.id}-{kind}", "kind": kind, "title": f"{kind.title()} of {self.name} (fictional)", "language": "en"}
        about |= {"date": f"202{self.chance.randint(3, 6)}-0{self.chance.randint(1, 9)}-15", "version": str(self.chance.randint(1, 9))}
        about["complete"] = "false" if self.happens(self.distribution["documents"]["extract"]) else "true"
        details = {"email": f"privacy@{self.id}.example", "phone": "+00 000 0000", "address": f"1 Example Street, {self.country}"}
        found: Data = {"format": "1", "document": about, "regime": {"value": LAWS.get(self.country, "eu"), **words}}
        found["controller"] = {"id": self.id, "name": self.name, "country": self.country, **details, **words}
        found["contacts"] = [{"kind": "controller", "name": self.name, "country": self.country, **details, **words}, *self.officer(words)]
        if self.country in self.distribution["organisation"]["authorities"]:
            found["authorities"] = [{"authority": self.distribution["organisation"]["authorities"][self.country], **words}]
        return found

    def officer(self, words: Data) -> Iterator[Data]:
        """The data protection officer, where there is one, and the representative of one outside the Union."""
        about = self.distribution["organisation"]
        if self.happens(about["officer"]):
            known = {} if self.happens(about["officer-without-details"]) else {"email": f"dpo@{self.id}.example", "phone": "+00 000 0001"}
            yield {"kind": "dpo", "name": f"Officer of {self.name}", **known, **words}
        if self.country == "US" and self.happens(0.5):
            yield {"kind": "representative", "name": f"Representative of {self.name}", "country": "IE", "email": f"eu@{self.id}.example", **words}
