"""The activities of a synthetic organisation, and the parties that they name."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
INSIDE = frozenset({"FI", "SE", "DE", "IE", "NL", "FR"})
SERVICES = 40
"""How many fictional processors all organisations together choose from."""


@dataclass
class Activities:
    """Writes activities, and remembers the parties that they name."""

    chance: random.Random
    distribution: Mapping[str, Any]
    name: str
    parties: dict[str, Data] = field(default_factory=dict)

    def named_parties(self) -> Data:
        """The parties of the activities written so far, under their key."""
        return {"parties": [self.parties[key] for key in sorted(self.parties)]} if self.parties else {}

    def happens(self, fault: str) -> bool:
        """Whether a fault of the distribution happens here."""
        return bool(self.chance.random() < self.distribution["faults"][fault])

    def entry(self, kind: str, number: int) -> Data:
        """An activity of a register."""
        known = self.distribution["activities"][kind]
        year = self.chance.randint(2010, 2024)
        found: Data = {"id": f"{kind}-{number}", "name": f"{known['name']} {number}", "reference": f"R-{number:02}", "owner": f"Owner {number % 7}"}
        found |= {"unit": f"Unit {number % 5}", "status": self.chance.choice(["active"] * 9 + ["ended", "draft"]), "from": f"{year}-01-01"}
        found |= {"systems": [f"System {self.chance.randint(1, 9)}"], "people": str(int(self.chance.lognormvariate(6, 1.5)) + 1)}
        found["reviewDate"] = f"202{self.chance.randint(4, 6)}-03-01" if self.happens("review-overdue") else f"20{self.chance.randint(27, 29)}-03-01"
        found |= self._content(known, None)
        found |= self._disclosed(known, None, number)
        if self.happens("profiling"):
            found["circumstances"] = ["dpv:EvaluationScoring"]
            found["automated"] = [{"kind": "profiling"}]
        elif known.get("circumstances"):
            found["circumstances"] = list(known["circumstances"])
        if self.chance.random() < self.distribution["organisation"]["served"]:
            found |= self._served(number)
        elif self.chance.random() < self.distribution["organisation"]["joint"]:
            found["jointControl"] = [{"with": [self._party("partner", f"Partner of {self.name}", "FI")], "operations": "planning"}]
        return found

    def section(self, kind: str) -> Data:
        """A section of a notice."""
        known = self.distribution["activities"][kind]
        quote = f"{known['name']}: we use your data for this purpose, and keep them no longer than is said here."
        return {"id": kind, "name": known["name"], "quote": quote, **self._content(known, quote), **self._disclosed(known, quote, 0)}

    def _content(self, known: Mapping[str, Any], quote: str | None) -> Data:
        """Purposes, bases, people, data, periods and measures."""
        found: Data = {}
        if not self.happens("no-purpose"):
            found["purpose"] = list(known["purpose"])
        if not self.happens("no-basis"):
            found["legal_basis"] = list(self._bases(known))
        if not self.happens("no-subjects"):
            found["dataSubjects"] = list(known["dataSubjects"])
        if not self.happens("no-data"):
            data = self.chance.sample(known["data"], self.chance.randint(1, min(4, len(known["data"]))))
            found["data"] = [{"category": term, "label": term.partition(":")[2]} for term in data]
            more = [known["special"]] if "special" in known else []
            more += [known["sometimes"]] if "sometimes" in known and self.happens("sometimes") else []
            found["data"] += [{"category": term, "label": term.partition(":")[2]} for term in more]
        if not self.happens("no-period"):
            found["retention"] = list(self._periods(known))
        if quote is None and not self.happens("no-measures"):
            found["measures"] = sorted(self.chance.sample(self.distribution["measures"]["known"], self.chance.randint(1, 3)))
        return found

    def _bases(self, known: Mapping[str, Any]) -> Iterator[Data]:
        basis = self.chance.choice(known["basis"])
        interest = {"interest": "running the organisation"} if basis.endswith("-f") and not self.happens("interest-not-said") else {}
        yield {"basis": basis, **interest}
        if "special" in known and not self.happens("no-special-condition"):
            yield {"basis": known["condition"]}

    def _periods(self, known: Mapping[str, Any]) -> Iterator[Data]:
        if self.happens("period-by-words"):
            yield {"criterion": "as long as necessary"}
            return
        first, *rest = self.chance.sample(known["periods"], len(known["periods"]))
        yield {"duration": first, "bound": "exactly", "countsFrom": known["from"]}
        if rest and self.happens("two-periods"):
            yield {"duration": rest[0], "bound": "exactly", "countsFrom": known["from"]}

    def _disclosed(self, known: Mapping[str, Any], quote: str | None, number: int) -> Data:
        """Recipients, the transfers to those outside, and the contracts with processors."""
        disclosed: list[Data] = []
        transfers: list[Data] = []
        papers: list[Data] = []
        count = self.chance.choices(range(5), self.distribution["recipients"]["chance"])[0]
        for recipient, country, role in sorted({self._recipient() for _ in range(count)}):
            one: Data = {"to": recipient, "role": role} if role else {"to": recipient}
            if self.chance.random() < 0.2:
                one["data"] = [self.chance.choice(known["data"])]
            if role == "processor" and quote is None and not self.happens("no-contract"):
                one["contract"] = f"contract-{number}-{recipient}"
                papers.append(self._paper("contract", f"contract-{number}-{recipient}", recipient))
            disclosed.append(one)
            if country and country not in INSIDE:
                transfers.append(self._transfer(recipient, country))
                if quote is None and transfers[-1].get("mechanism") == "scc-2021" and not self.happens("no-assessment"):
                    papers.append(self._paper("assessment", f"tia-{number}-{recipient}", recipient))
                    transfers[-1]["assessment"] = papers[-1]["id"]
        return {key: value for key, value in (("discloses", disclosed), ("transfers", transfers), ("papers", papers)) if value}

    def _recipient(self) -> tuple[str, str, str]:
        """(party, country or nothing, role or nothing) of one recipient."""
        about, draw = self.distribution["recipients"], self.chance.random()
        if draw < about["vendor"]:
            return self.chance.choice(about["vendors"]), "", "processor"
        if draw < about["vendor"] + about["fictional"]:
            number = self.chance.randint(1, SERVICES)
            return self._service(number), self._country(number), "processor"
        category = self.chance.choice(about["categories"])
        return self._party(category, category, None), "", ""

    def _country(self, number: int) -> str:
        known = self.distribution["recipients"]["countries"]
        return str(known[number % len(known)])

    def _service(self, number: int) -> str:
        """A fictional processor; every third engages another in its turn."""
        party = self._party(f"service-{number:02}", f"Service {number:02} (fictional)", self._country(number))
        if number % 3 == 0 and number + 10 <= SERVICES and "engages" not in self.parties[party]:
            known = self.distribution["recipients"]["authorisations"]
            how = self.chance.choice(known[2:]) if self.happens("sub-processor-not-authorised") else self.chance.choice(known[:2])
            below = {"vendor": self._service(number + 10), "country": self._country(number + 10), "authorisation": how}
            self.parties[party]["engages"] = [below]
        return party

    def _party(self, identifier: str, name: str, country: str | None) -> str:
        about = {"kind": "named", "country": country} if country else {"kind": "category"}
        self.parties.setdefault(identifier, {"id": identifier, "name": name, **about, "quote": name})
        return identifier

    def _transfer(self, recipient: str, country: str) -> Data:
        if self.happens("no-country"):
            return {"to": recipient}
        found: Data = {"to": recipient, "country": country}
        if self.happens("dead-safeguard"):
            found["mechanism"] = "us-privacy-shield" if country == "US" else "scc-2010"
        elif not self.happens("no-safeguard"):
            found["mechanism"] = "us-dpf" if country == "US" and self.chance.random() < 0.5 else "scc-2021"
        return found

    def _paper(self, kind: str, identifier: str, party: str) -> Data:
        ended = self.happens("contract-ended")
        more = {"assessmentKind": "tia"} if kind == "assessment" else {}
        until = f"202{self.chance.randint(3, 5)}-12-31" if ended else f"20{self.chance.randint(27, 32)}-12-31"
        return {"id": identifier, "kind": kind, **more, "title": f"Paper {identifier}", "date": "2022-01-01", "validUntil": until, "with": [party]}

    def _served(self, number: int) -> Data:
        customer = self._party(f"customer-{number}", f"Customer {number} of {self.name}", "SE")
        return {"responsibility": {"value": "processor"}, "onBehalfOf": [customer], "processingCategories": ["hosting"]}
