"""Conduct in a complaint: the entries of its own list, the rule, and how binding it is."""

from app.core.rules import rule_book
from app.documents.facts import Facts
from app.documents.gathering.conduct import facts_of_conduct
from tests.documents.samples import CHINESE, ENGLISH, a_finding

NUMBERS = {"k1": 1, "k2": 2, "k3": 3}
TITLES = {"quiet_hours": "晚间联系", "threat": "威胁"}
UNREAD = "以公布的原文为准"
CITED = {name: rule_book().cite(name) for name in ("GB-45251", "PSL-50")}


def conduct(*findings: object, words: object = CHINESE) -> Facts:
    return facts_of_conduct(findings, NUMBERS, TITLES, CITED, words, UNREAD)  # type: ignore[arg-type]  # either language


def test_entries_of_one_rule_stand_together_in_their_order() -> None:
    found = conduct(a_finding(contact_ids=["k3"]), a_finding(contact_ids=["k1", "k3"]))
    [row] = found.rows["conduct"]
    assert row["entries"].text == "1、3"
    assert row["what"].text == "晚间联系"
    assert "has_conduct" in found.flags


def test_a_standard_nobody_read_says_that_its_published_text_counts() -> None:
    [row] = conduct(a_finding()).rows["conduct"]
    assert row["force"].text == "推荐性国家标准；以公布的原文为准"
    [row] = conduct(a_finding(), words=ENGLISH).rows["conduct"]
    assert row["force"].text == f"Recommended standard; {UNREAD}"
    assert "时间" not in str(row["rule"].text)
    law = a_finding(code="threat", rule_id="PSL-50", force="law")
    [row] = conduct(law).rows["conduct"]
    assert row["force"].text == "法律、法规、规章"
    assert "第50条" in str(row["rule"].text)
    [row] = conduct(law, words=ENGLISH).rows["conduct"]
    assert str(row["rule"].text).endswith(", art. 50")


def test_what_the_paper_does_not_list_is_not_said() -> None:
    found = conduct(a_finding(contact_ids=["elsewhere"]))
    assert found.rows["conduct"] == []
    assert found.flags == frozenset()
