"""Members and their people at the desk."""

from __future__ import annotations

import pytest

from coalesce.handling import Role
from tests import builders
from tests.web.accounts import enrolled, found, sign_in, with_password
from tests.web.visits import Place, Visitor


@pytest.fixture
def otto(fresh: Place) -> Visitor:
    """NL's operator, signed in."""
    return fresh.visitor("otto")


def act(visitor: Visitor, code: str, **form: str) -> int:
    return visitor.post(f"/members/{code}", {"csrf": visitor.csrf, **form}).status_code


def test_members_are_let_in_and_listed(fresh: Place, otto: Visitor) -> None:
    answer = otto.post("/members", {"csrf": otto.csrf, "code": "at"})
    assert answer.headers["location"] == "/members/AT"
    assert "Austria" in otto.get("/members").text
    assert otto.post("/members", {"csrf": otto.csrf, "code": "EUROPOL", "name": "Europol"}).status_code == 303
    for wrong in ("AT", "a", "<b>"):
        answer = otto.post("/members", {"csrf": otto.csrf, "code": wrong})
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    rows = {row["code"]: row for row in otto.get("/api/members").json()}
    assert rows["EUROPOL"] == {"code": "EUROPOL", "name": "Europol", "actors": 0, "active": 0}
    assert rows["FR"]["active"] == 3


def test_somebody_is_let_in_signs_in_once_and_is_put_out(fresh: Place, otto: Visitor) -> None:
    assert act(otto, "FR", act="add", name="emile", roles="reader,analyst") == 303
    page = otto.post("/members/FR", {"csrf": otto.csrf, "act": "link", "name": "emile"})
    link = found(r'id="secret">(http://127\.0\.0\.1:8000/sign-in#[\w-]+)<', page.text)
    emile = Visitor(fresh.desk)
    assert emile.sign_in(link).status_code == 303
    assert emile.get("/flows").status_code == 200
    assert act(otto, "FR", act="roles", name="emile", roles="auditor") == 303
    assert emile.get("/flows").status_code == 403
    assert act(otto, "FR", act="deactivate", name="emile") == 303
    assert emile.get("/audit").status_code == 401
    assert "deactivated" in otto.get("/members/FR").text
    assert act(otto, "FR", act="reactivate", name="emile") == 303
    assert emile.get("/audit").status_code == 401


def test_sessions_tokens_factor_and_password_are_taken_away(fresh: Place, otto: Visitor) -> None:
    with_password(fresh)
    claire, _ = sign_in(fresh)
    enrolled(fresh, claire, "four grey herons wade")
    token = fresh.program()
    listed = next(row for row in otto.get("/api/members/FR").json() if row["name"] == "claire")
    assert (listed["password"], listed["second_factor"], len(listed["held"])) == (True, True, 2)
    assert act(otto, "FR", act="sign-out", name="claire") == 303
    assert claire.get("/account").status_code == 401
    assert token.get("/api/lists").status_code == 200
    identity = next(row for row in otto.get("/api/members/FR").json() if row["name"] == "claire")["held"][0]["id"]
    assert act(otto, "FR", act="end", name="claire", id=identity) == 303
    assert token.get("/api/lists").status_code == 401
    assert act(otto, "FR", act="no-factor", name="claire") == 303
    assert act(otto, "FR", act="no-password", name="claire") == 303
    after = next(row for row in otto.get("/api/members/FR").json() if row["name"] == "claire")
    assert (after["password"], after["second_factor"], after["held"]) == (False, False, [])
    assert sign_in(fresh)[1].status_code == 401


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"act": "add", "name": "claire", "roles": "reader"}, 400),
        ({"act": "add", "name": "a b", "roles": "reader"}, 400),
        ({"act": "add", "name": "émile", "roles": ""}, 400),
        ({"act": "add", "name": "emile", "roles": "king"}, 400),
        ({"act": "roles", "name": "claire", "roles": ""}, 400),
        ({"act": "subject", "name": "claire", "subject": "42"}, 400),
        ({"act": "explode", "name": "claire"}, 400),
        ({"act": "roles", "name": "owner", "roles": "reader"}, 404),
        ({"act": "link", "name": "dieter"}, 404),
        ({"act": "end", "name": "claire", "id": "x"}, 404),
        ({"act": "link"}, 400),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    fresh: Place, otto: Visitor, form: dict[str, str], status: int
) -> None:
    before = [(one.name, one.roles) for one in fresh.node.store.actors()]
    assert act(otto, "FR", **form) == status
    assert [(one.name, one.roles) for one in fresh.node.store.actors()] == before


def test_an_operator_of_another_member_sees_its_own_people_alone(fresh: Place) -> None:
    builders.let_in(fresh.node.store, "fop", "FR", Role.OPERATOR)
    fop = fresh.visitor("fop")
    assert "claire" in fop.get("/members/FR").text
    assert [row["code"] for row in fop.get("/api/members").json()] == ["FR"]
    unknown = fop.get("/members/XX")
    for code in ("NL", "DE"):
        answer = fop.get(f"/members/{code}")
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert act(fop, code, act="add", name="spy", roles="reader") == 404
    assert act(fop, "FR", act="link", name="otto") == 404
    assert fop.post("/members", {"csrf": fop.csrf, "code": "AT"}).status_code == 403


def test_a_program_changes_people_and_is_given_no_link(fresh: Place, otto: Visitor) -> None:
    program = fresh.program("otto")
    made = program.post("/api/members/FR", {"act": "add", "name": "emile", "roles": "reader"})
    assert (made.status_code, made.json()["roles"], made.json()["active"]) == (200, ["reader"], True)
    assert program.post("/api/members/FR", {"act": "link", "name": "emile"}).status_code == 403
    assert program.post("/api/members/FR", {"act": "deactivate", "name": "emile"}).json()["active"] is False
    assert program.post("/api/members/FR", {"act": "deactivate", "name": "dieter"}).status_code == 404
    assert "sign-in#" not in program.get("/api/members/FR").text


def test_the_last_operator_stays(fresh: Place, otto: Visitor) -> None:
    assert act(otto, "NL", act="deactivate", name="owner") == 303
    answer = otto.post("/members/NL", {"csrf": otto.csrf, "act": "deactivate", "name": "otto"})
    assert answer.status_code == 400
    assert "last operator" in answer.text
