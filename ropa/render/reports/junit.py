"""The report as JUnit XML: a suite for each rule, a test case for each finding."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from ropa.model import Finding, RuleRun
from ropa.render.grades import article_of, grade_of, place_of
from ropa.render.reports import Checked, ReportFormat

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(checked: Checked) -> bytes:
    """The suites of all rules, without times or a host, so that the same report gives the same bytes.

    A finding on which the check fails is a failure, any other is skipped with its message. A rule without findings has
    one test case, which passes, or is skipped where the rule applied to nothing.
    """
    root = ET.Element("testsuites", name="ropa check")
    for rule in checked.report.rules:
        _suite(root, checked, rule)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.attrib[name]) for suite in root)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _suite(root: ET.Element, checked: Checked, rule: RuleRun) -> None:
    suite = ET.SubElement(root, "testsuite", name=rule.id)
    properties = ET.SubElement(suite, "properties")
    ET.SubElement(properties, "property", name="applied", value=str(rule.applied))
    ET.SubElement(properties, "property", name="article", value=rule.article)
    findings = [finding for finding in checked.report.findings if finding.rule == rule.id]
    for finding in findings:
        _case(suite, checked, finding)
    if not findings:
        case = ET.SubElement(suite, "testcase", classname=f"ropa.{rule.id}", name=_clean(rule.title or rule.id))
        if not rule.applied:
            ET.SubElement(case, "skipped", message=checked.words("report.applied") + ": 0")
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))


def _case(suite: ET.Element, checked: Checked, finding: Finding) -> None:
    labels = (finding.labels.get("controller"), finding.labels.get("about") or finding.about)
    name = ": ".join(dict.fromkeys(label for label in labels if label))
    case = ET.SubElement(suite, "testcase", classname=f"ropa.{finding.rule}", name=_clean(f"{name} [{finding.id}]"))
    path = checked.path(finding)
    if path:
        case.set("file", _clean(path))
        if finding.line:
            case.set("line", str(finding.line))
    grade = checked.words("grade." + grade_of(finding))
    fails = finding.id in checked.failing
    outcome = ET.SubElement(case, "failure" if fails else "skipped", message=_clean(f"{grade}: {finding.message}"))
    if fails:
        outcome.set("type", finding.severity)
    lines = [f"{grade} · {article_of(finding)}" + (f" · {place_of(finding)}" if finding.file else ""), finding.message, finding.remedy]
    outcome.text = _clean("\n".join([*lines, *(f"“{quote}”" for quote in finding.quotes)]))


def _clean(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return NOT_XML.sub("\ufffd", text)


FORMAT = ReportFormat("junit", (".xml",), "JUnit XML, for test reports of CI", write)
