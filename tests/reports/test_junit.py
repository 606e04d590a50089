from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from lxml import etree

from camproof.reports import PhaseResult, render_junit
from camproof.verdicts.outcome import Outcome

SCHEMA = etree.XMLSchema(
    etree.fromstring(b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:attributeGroup name="counts">
  <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
  <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
 </xs:attributeGroup>
 <xs:complexType name="outcome"><xs:simpleContent><xs:extension base="xs:string">
  <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string"/>
 </xs:extension></xs:simpleContent></xs:complexType>
 <xs:element name="properties"><xs:complexType><xs:sequence>
  <xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
   <xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="value" type="xs:string"/>
  </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
 <xs:element name="testcase"><xs:complexType><xs:sequence>
  <xs:element ref="properties" minOccurs="0"/>
  <xs:choice minOccurs="0"><xs:element name="skipped" type="outcome"/>
   <xs:element name="error" type="outcome"/>
   <xs:element name="failure" type="outcome"/></xs:choice></xs:sequence>
  <xs:attribute name="name" type="xs:string" use="required"/>
  <xs:attribute name="classname" type="xs:string" use="required"/>
  <xs:attribute name="time" type="xs:decimal"/></xs:complexType></xs:element>
 <xs:element name="testsuite"><xs:complexType><xs:sequence>
  <xs:element ref="properties" minOccurs="0"/>
  <xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attributeGroup ref="counts"/><xs:attribute name="name" type="xs:string" use="required"/>
  <xs:attribute name="time" type="xs:decimal"/><xs:attribute name="hostname" type="xs:string"/>
  <xs:attribute name="timestamp" type="xs:string"/></xs:complexType></xs:element>
 <xs:element name="testsuites"><xs:complexType><xs:sequence>
  <xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  <xs:attributeGroup ref="counts"/></xs:complexType></xs:element>
</xs:schema>""")
)


def parse(text: str) -> etree._Element:
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    return root


def test_one_test_case_for_each_verdict(result):
    root = parse(render_junit(result))
    cases = root.findall(".//testcase")
    assert len(cases) == len(result.verdicts) == 11
    assert {case.get("classname") for case in cases} == {
        "Acceptance of a GB/T 28181 network.join",
        "Acceptance of a GB/T 28181 network.power cut east",
        "Acceptance of a GB/T 28181 network.watch",
    }
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == 11


def test_outcomes(result):
    root = parse(render_junit(result))
    assert dict(root.attrib) == {"tests": "11", "failures": "2", "errors": "1", "skipped": "1"}
    (error,) = root.findall(".//error")
    assert error.get("type") == "inconclusive"
    assert "no stream of district west was watched" in error.get("message")
    assert [failure.get("message")[:6] for failure in root.findall(".//failure")] == ["96.5 %", "never "]
    assert root.find(".//skipped").get("message").startswith("no bench")


def test_every_measurement_is_a_property(result):
    root = parse(render_junit(result))
    case = root.findall(".//testcase")[7]
    found = {item.get("name"): item.get("value") for item in case.iterfind("properties/property")}
    assert found["requirement"] == "START-1"
    assert (found["value"], found["base value"], found["unit"]) == ("1.42 s", "1.42", "s")
    assert (found["limit"], found["n"], found["interval"]) == ("≤ 2 s", "18", "1.31 .. 1.66")
    suite = {item.get("name"): item.get("value") for item in root.iterfind("testsuite/properties/property")}
    assert (suite["seed"], suite["cameras"]) == ("20240607", "60")


def test_hostile_strings_stay_inside(hostile):
    root = parse(render_junit(hostile))
    assert len(root.findall(".//testcase")) == 1
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure",
    }  # fmt: skip


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.ABORTED, Outcome.INCONCLUSIVE])
def test_a_run_that_broke_before_its_first_verdict_is_an_error(result, outcome):
    bare = dataclasses.replace(result, phases=(), outcome=outcome, reason="port 5060 is in use")
    (case,) = parse(render_junit(bare)).findall(".//testcase")
    assert case.find("error").get("type") == outcome.value
    assert case.find("error").get("message") == "port 5060 is in use"


def test_a_phase_that_broke_is_an_error(result):
    broken = PhaseResult(name="join", from_s=0.0, to_s=1.0, outcome=Outcome.ABORTED)
    (case,) = parse(render_junit(dataclasses.replace(result, phases=(broken,)))).findall(".//testcase")
    assert case.find("error").get("type") == "aborted"


def test_the_same_verdict_twice_has_two_names(result):
    join = result.phases[0]
    twice = dataclasses.replace(join, verdicts=join.verdicts[:1] * 2)
    cases = parse(render_junit(dataclasses.replace(result, phases=(twice,)))).findall(".//testcase")
    assert cases[1].get("name") == f"{cases[0].get('name')} (2)"


def test_it_can_be_written_as_a_file(result, tmp_path: Path):
    path = tmp_path / "junit.xml"
    path.write_text(render_junit(result), "utf-8")
    assert etree.parse(path).getroot().tag == "testsuites"
