"""The report as a SHACL validation report in Turtle: a ``sh:ValidationResult`` for each finding of the JSON."""

from __future__ import annotations

from urllib.parse import quote

import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from ropa.model import Finding, RuleRun
from ropa.namespaces import PREFIXES, ROPA
from ropa.render.reports import Checked, ReportFormat
from ropa.terms import to_rdflib

SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def write(checked: Checked) -> bytes:
    """The report as Turtle, its results named by their fingerprints below the workspace's base.

    The source shape of a result is the rule, whose property shapes have no names that last. A rule that failed in more
    than one constraint has them as ``sh:detail`` of a result of ``sh:property``. As SHACL has it, only a report without
    any result conforms: hints, of severity ``sh:Info``, are results as well.
    """
    report = checked.report
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix in ("dcterms", "ropa", "rule", "sh", "xsd"):
        graph.bind(prefix, PREFIXES[prefix])
    node = rdflib.URIRef(checked.base + "report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, rdflib.Literal(not report.findings)))
    rules = {rule.id: rule for rule in report.rules}
    for finding in report.findings:
        graph.add((node, SH.result, _result(graph, checked, finding, rules[finding.rule])))
    return graph.serialize(format="turtle", encoding="utf-8")


def _result(graph: rdflib.Graph, checked: Checked, finding: Finding, rule: RuleRun) -> rdflib.URIRef:
    node = rdflib.URIRef(f"{checked.base}finding/{finding.id}")
    several = len(finding.components) != 1
    focus = _iri(checked, finding.focus or finding.about)
    _fill(graph, node, focus, rule, finding, SH.PropertyConstraintComponent if several else rdflib.URIRef(finding.components[0]))
    lang = checked.report.lang
    facts: list[tuple[rdflib.term.Node, rdflib.term.Node]] = [
        (SH.resultMessage, rdflib.Literal(finding.message, lang=lang)),
        (DCTERMS.identifier, rdflib.Literal(finding.id)),
        (to_rdflib(ROPA("regards")), _iri(checked, finding.about)),
        (to_rdflib(ROPA("remedy")), rdflib.Literal(finding.remedy, lang=lang)),
        (to_rdflib(ROPA("findingStatus")), rdflib.Literal(finding.status)),
        (to_rdflib(ROPA("article")), rdflib.Literal(finding.article)),
    ]
    for predicate, value in facts:
        graph.add((node, predicate, value))
    for number, component in enumerate(finding.components if several else (), start=1):
        detail = rdflib.URIRef(f"{node}/{number}")
        _fill(graph, detail, focus, rule, finding, rdflib.URIRef(component))
        graph.add((node, SH.detail, detail))
    return node


def _fill(  # noqa: PLR0917 - the five parts of a result
    graph: rdflib.Graph, node: rdflib.URIRef, focus: rdflib.URIRef, rule: RuleRun, finding: Finding, component: rdflib.URIRef
) -> None:
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, focus))
    graph.add((node, SH.sourceShape, rdflib.URIRef(rule.iri or PREFIXES["rule"] + rule.id)))
    graph.add((node, SH.sourceConstraintComponent, component))
    graph.add((node, SH.resultSeverity, SEVERITIES[finding.severity]))


def _iri(checked: Checked, name: str) -> rdflib.URIRef:
    """The IRI of a thing; a decision has only a name, and gets one below the workspace's base."""
    return rdflib.URIRef(name if ":" in name else f"{checked.base}decision/{quote(name, safe='')}")


FORMAT = ReportFormat("shacl", (".ttl",), "SHACL validation report (Turtle)", write)
