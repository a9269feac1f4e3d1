"""What a candidate says of itself."""

from __future__ import annotations

from coalesce.commitments.extraction.marks import Act, Candidate, Label, Mark, Span


def test_members_and_lines_once_each_in_their_order() -> None:
    marks = tuple(
        Mark(label, Span(at, at + 1), "x", "a rule", value=value)
        for at, (label, value) in enumerate(
            [
                (Label.MEMBER, "FR"),
                (Label.LINE, "military"),
                (Label.MEMBER, "DE"),
                (Label.MEMBER, "FR"),
                (Label.MENTIONED, "IQ"),
            ]
        )
    )
    found = Candidate(Span(0, 5), "xxxxx", Act.DECLARED, "a rule", marks, 0)
    assert found.members == ("FR", "DE")
    assert found.lines == ("military",)
    assert [mark.value for mark in found.of(Label.MENTIONED)] == ["IQ"]
