"""A register: the documents of a workspace as one graph. The only module that knows the order of the stages.

Stages are imported where they are used: a question then costs neither a renderer nor a reasoner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ropa.ask import Question, ask, read_questions
from ropa.assume import Assumption
from ropa.errors import UsageError, nearest
from ropa.fields import fields_of
from ropa.graph import ROOT, Dataset
from ropa.infer.rules import Inference, read_inferences
from ropa.labels import Labels
from ropa.law import known_until, tables
from ropa.model import LANGUAGES, Answer, Clocks, Report, Scope, Workspace
from ropa.namespaces import RDF, ROPA
from ropa.register.building import build, build_with, document_tables
from ropa.register.forms import workspace_forms
from ropa.register.store import store_of
from ropa.sheets import Record
from ropa.words import Words
from ropa.workspace import read_workspace

if TYPE_CHECKING:
    from datetime import datetime

    from ropa.export import Export
    from ropa.infer.explain import Explanation
    from ropa.laid import Laid
    from ropa.reach import Impact
    from ropa.records import Source
    from ropa.render.site import Link

EVERYTHING = Scope()
__all__ = ["EVERYTHING", "Register", "document_tables"]


@dataclass
class Register:
    """The documents of a workspace, compiled, inferred, and ready to be asked, checked, recorded and drawn."""

    workspace: Workspace
    clocks: Clocks
    dataset: Dataset = dataclass_field(repr=False)
    assumptions: tuple[Assumption, ...] = ()
    store: bool = False

    @classmethod
    def open(
        cls, folder: Path, clocks: Clocks, assumptions: Sequence[Assumption] = (), profile: str | None = None, *, store: bool = False
    ) -> Register:
        """Read a workspace and build its graph for two clocks, under some assumptions; `profile` in place of its own.

        With `store`, what was built before from the same bytes is taken from the built store (docs/scale.md); the graph is the same.
        Raises the errors of reading (WorkspaceError, FormError, InputError, EngineError); UsageError for an assumption about
        something that does not exist.
        """
        workspace = read_workspace(folder)
        workspace = replace(workspace, profile=profile or workspace.profile)
        known = store_of(folder) if store and not assumptions else None
        dataset = build_with(known, workspace, clocks) if known else build(workspace, clocks, assumptions)
        return cls(workspace, clocks, dataset, tuple(assumptions), store)

    @cached_property
    def inferences(self) -> tuple[Inference, ...]:
        """Ours and the workspace's."""
        return read_inferences(self.workspace.folder)

    @cached_property
    def law_known_until(self) -> str:
        """The day until which the law tables are known."""
        return known_until(tables(self.workspace.folder))

    def labels(self, lang: str = "en") -> Labels:
        """Labels of everything in the register, in a language."""
        return Labels(self.dataset.labels, lang)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Ours and the workspace's, by id."""
        return read_questions(self.workspace.folder)

    def ask(self, question_id: str, params: Mapping[str, str] | None = None, lang: str = "en") -> Answer:
        """Ask a question by its id; ``as_of`` is the register's own where the question takes it.

        Raises UsageError for a question or parameter that does not exist.
        """
        question = self.questions.get(question_id)
        if question is None:
            raise UsageError(f"no question {question_id!r}", remedy=nearest(question_id, self.questions))
        values = dict(params or {})
        if any(parameter.name == "as_of" for parameter in question.parameters):
            values["as_of"] = self.clocks.as_of.isoformat()
        return ask(self.dataset, question, values, self.labels(lang))

    def check(self, lang: str = "en", scope: Scope = EVERYTHING) -> Report:
        """What the rules find, in one language, with what the workspace decided of it; of a part of it, where `scope` says so.

        Raises UsageError for a rule or controller that does not exist, EngineError where a rule fails, FormError for a
        ``decisions.yaml`` that breaks its form.
        """
        from ropa.baseline import input_digests
        from ropa.check import check, chosen_rules
        from ropa.decisions import decided

        folder, profile, known = self.workspace.folder, self.workspace.profile, self.law_known_until
        rules, labels = chosen_rules(folder, scope.rules), self.labels(lang)
        about = self.controller_iri(scope.controller) if scope.controller else None
        report = check(self.dataset, rules, self.clocks, known, profile, labels, lang, controller=about, workspace=folder)
        report = replace(report, inputs=input_digests(self.workspace, tables(folder)), assumptions=tuple(map(str, self.assumptions)))
        return decided(report, folder, Words(lang), whole=scope == EVERYTHING)

    def at(self, clocks: Clocks) -> Register:
        """The same documents under other clocks."""
        return Register.open(self.workspace.folder, clocks, self.assumptions, self.workspace.profile, store=self.store)

    def record_sources(self) -> tuple[Source, ...]:
        """The registers and notices a record can be drawn from, by controller."""
        from ropa.records import record_sources

        return record_sources(self.dataset)

    def draw_record(self, controller: str, document: str | None = None, lang: str = "en") -> Record:
        """The record of a controller as a value. Raises UsageError for a controller or document that does not exist."""
        from ropa.records import build_record

        fields = fields_of(self.workspace.folder)
        return build_record(self.dataset, fields, self.labels(lang), self.clocks, self.law_known_until, controller, document_id=document, lang=lang)

    def record(self, controller: str, form: str = "html", document: str | None = None, lang: str = "en") -> str:
        """The record of a controller as ``html``, ``md`` or ``json``. Raises UsageError as `draw_record`."""
        from ropa.render.record import write_record

        return write_record(self.draw_record(controller, document, lang), form)

    def record_facts(self, controller: str, form: str = "ttl", document: str | None = None, lang: str = "en") -> bytes:
        """The facts of the document that a record is drawn from, as ``ttl`` or ``jsonld``. Raises UsageError as `draw_record`."""
        from ropa.export.facts import facts_export, facts_turtle
        from ropa.export.jsonld import write

        graph = ox.NamedNode(self.draw_record(controller, document, lang).document.iri)
        return facts_turtle(self.dataset, graph) if form == "ttl" else write(facts_export(self.exporter(lang), graph))

    def record_dpcat(self, controller: str, form: str = "ttl", document: str | None = None) -> bytes:
        """The record of a controller (Art. 30(1)) in DPCat on DPV 2.3, as ``ttl`` or ``jsonld``. Raises UsageError as `draw_record`."""
        from ropa.export.dpcat import DETAILS, dpcat_bytes

        fields = fields_of(self.workspace.folder)
        paths = {key: fields[f"controller-{key}"].path for _, key in DETAILS}
        record = self.draw_record(controller, document)
        own = [sheet.iri for heading in record.part("controller") for sheet in heading.walk()]
        return dpcat_bytes(self.dataset, ox.NamedNode(record.document.iri), own, form, paths)

    def lay_out(
        self,
        controller: str,
        layout: str = "generic",
        document: str | None = None,
        lang: str | None = None,
        *,
        evidence: str = "full",
        required_only: bool = False,
        picture: bool = False,
    ) -> Laid:
        """The record of a controller in a layout; `lang` is the language of the values, the layout's own where None and one of ours.

        `evidence` is ``none``, ``short`` or ``full``; `required_only` leaves out what Art. 30 does not ask for; with `picture` the
        flow picture is in it, as an addition. Raises UsageError for a layout, controller or document that does not exist,
        InputError for a layout that does not read.
        """
        from ropa.records.layouts import lay_out, layout_of, read_layouts
        from ropa.register.pictures import flow_picture

        fields = fields_of(self.workspace.folder)
        found = layout_of(layout, read_layouts(self.workspace.folder, fields))
        spoken = lang or (found.language if found.language in LANGUAGES else None) or LANGUAGES[0]
        record = self.draw_record(controller, document, spoken)
        laid = lay_out(record, found, fields, evidence=evidence, required_only=required_only, labels=self.labels(spoken))
        return replace(laid, picture=flow_picture(self, record)) if picture and not required_only else laid

    def exporter(self, lang: str = "en") -> Export:
        """What every export format writes from; several formats may share one."""
        from ropa.export import Export

        workspace = self.workspace
        forms = tuple(form.data for form in workspace_forms(workspace))
        known, assumed = self.law_known_until, tuple(map(str, self.assumptions))
        about = (workspace.base, workspace.title, forms, assumed)
        return Export(self.dataset, self.labels(lang), self.clocks, known, *about, fictional=workspace.fictional)

    def export(self, name: str, lang: str = "en", view: str | None = None) -> bytes:
        """The graph, or a view of it, in the format of a suffix (``.graphml``) or id. Raises UsageError with the nearest names."""
        from ropa.register.viewing import write_view

        return write_view(self, view, name, lang)

    def site(self, records: Sequence[Record], report: Report, files: Sequence[str], browse: Link | None = None, other: Link | None = None) -> str:
        """The page that opens with the completeness matrix, the flow and the map.

        `records` and `report` are what it shows, `files` the names of the files beside it; links of the pictures lead into `browse`.
        """
        from ropa.register.sites import site_html

        return site_html(self, records, report, files, browse=browse, other=other)

    def compare_dl(self) -> tuple[dict[str, int], list[str]]:
        """Members of each defined class by HermiT, and where it and the inferences differ (nowhere, in a sound release).

        Raises EngineError where there is no Java runtime or the reasoner fails.
        """
        from ropa.infer.dl import classify, compare

        found = classify(self.dataset)
        labels = self.labels()
        unlike = [] if found.consistent else ["the view is inconsistent"]
        unlike += [f"{labels.of(iri)} can have no member" for iri in found.unsatisfiable]
        for iri, (only_dl, only_inferred) in sorted(compare(self.dataset, found).items()):
            unlike += [f"{labels.of(each)} is in {labels.of(iri)} only by HermiT" for each in sorted(only_dl)]
            unlike += [f"{labels.of(each)} is in {labels.of(iri)} only by inference" for each in sorted(only_inferred)]
        return {labels.of(iri): len(members) for iri, members in sorted(found.members.items())}, unlike

    @property
    def clocks_line(self) -> str:
        """What every output for people says of its dates."""
        return f"register as of {self.clocks.register_on}, law on {self.clocks.as_of}, law tables known until {self.law_known_until}"

    def explain(self, name: str, predicate: str | None = None, lang: str = "en") -> tuple[Explanation, ...]:
        """Why facts about a thing hold. Raises UsageError where nothing, or more than one thing, has that name."""
        from ropa.infer.explain import Explainer

        return Explainer(self.dataset, {item.id: item for item in self.inferences}, self.labels(lang)).explain(name, predicate)

    def impact(self, name: str, kind: str | None = None, aware_at: datetime | None = None, lang: str = "en") -> Impact:
        """What a vendor, system, unit, category of data or activity touches. Raises UsageError where the name is none, or not clear."""
        from ropa.impact import impact

        found = impact(self.dataset, self.labels(lang), self.clocks, self.law_known_until, name, kind, aware_at)
        return replace(found, assumptions=tuple(map(str, self.assumptions)))

    def controllers(self) -> list[dict[str, str]]:
        """Id and name of each controller, in the order of the ids."""
        labels = self.labels()
        found = {quad.object.value for quad in self.dataset.quads(None, ROPA("describes"))}  # type: ignore[union-attr]
        return sorted(({"id": iri.rsplit("/", 1)[1], "title": labels.of(iri), "iri": iri} for iri in found), key=lambda item: item["id"])

    def controller_iri(self, controller_id: str) -> str:
        """The IRI of a controller. Raises UsageError with the nearest ids where there is none."""
        known = {item["id"]: item["iri"] for item in self.controllers()}
        if controller_id not in known:
            raise UsageError(f"no controller {controller_id!r}", remedy=nearest(controller_id, known))
        return known[controller_id]

    def only_controller(self) -> str:
        """The id of the one controller. Raises UsageError where there are several."""
        known = [item["id"] for item in self.controllers()]
        if len(known) != 1:
            raise UsageError("the workspace has several controllers", remedy="Name one with --controller: " + ", ".join(known))
        return known[0]

    def statement_count(self) -> int:
        """How many statements the documents make."""
        return len({quad.subject for quad in self.dataset.quads(None, RDF("type"), ROPA("Statement"))})

    def inferred_counts(self) -> dict[str, int]:
        """How many triples each inference gave."""
        prefix = ROOT + "inferred/"
        return {
            graph.value.removeprefix(prefix): sum(1 for _ in self.dataset.quads(graph=graph))
            for graph in self.dataset.graphs()
            if graph.value.startswith(prefix)
        }
