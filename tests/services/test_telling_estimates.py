"""The plain data of an estimate: the contract's keys, and the question it answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from coalesce.records import Leg
from coalesce.services.capturing import CaptureWords
from coalesce.services.estimating import estimate_for
from coalesce.services.telling_estimates import estimate_row, middle_apart, own_document
from tests.builders import INVESTIGATION, owner
from tests.captured import three_lists

CONTRACT = """kind n_observed estimate interval80 interval95 method model bic models_considered alternatives refusal
    warnings""".split()


def test_an_answer_and_a_refusal_have_the_contract_s_keys(tmp_path: Path) -> None:
    node = three_lists(tmp_path / "node")
    words = CaptureWords(leg=Leg("TR", "SY"))
    own = estimate_for(node, owner(node.store), INVESTIGATION, words)
    document = orjson.loads(orjson.dumps(own_document(own)))
    assert set(CONTRACT) <= set(document)
    assert (document["kind"], document["viewer"], document["purpose"]) == ("own", "NL", "investigation")
    assert document["question"]["leg"] == "TR>SY"
    assert sum(row["count"] for row in document["table"]) == document["n_observed"]
    assert document["middle"] == pytest.approx(sorted(own.totals)[len(own.totals) // 2], rel=0.02)
    assert middle_apart(own) == (abs(document["middle"] / document["estimate"] - 1) > 0.05)
    twice = replace(own, totals=tuple(2 * one for one in own.totals))
    assert middle_apart(twice)
    row = estimate_row(own.estimate, "all")
    assert row["low95"] <= row["low80"] <= row["estimate"] <= row["high80"] <= row["high95"]
    refused = estimate_for(node, node.store.actor("claire"), INVESTIGATION, words)
    told = own_document(refused)
    assert set(CONTRACT) <= set(told)
    assert (told["estimate"], told["middle"]) == (None, None)
    assert not middle_apart(refused)
    assert told["refusal"]["code"] == "few_lists"
    assert estimate_row(refused.estimate)["refusal"]
    node.store.close()
