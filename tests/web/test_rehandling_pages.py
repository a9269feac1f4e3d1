"""A list's handling from the desk: looked at before it is changed."""

from __future__ import annotations

from coalesce.handling import Role
from tests import builders
from tests.web.visits import Place


def test_whom_a_change_reaches_is_shown_before_it_is_made(fresh: Place) -> None:
    owner, claire = fresh.visitor("owner"), fresh.visitor()
    path = f"/lists/{fresh.lists['border']}/handling"
    assert "Change who sees it" in owner.get(f"/lists/{fresh.lists['border']}").text
    page = owner.get(path).text
    assert "1 record follows the list and changes with it." in page
    assert "1 record has a handling of its own and keeps it." in page
    form = {"tlp": "red", "release-DE-border": "yes", "keep_until": "2018-01-01", "csrf": owner.csrf}
    looked = owner.post(path, {**form, "do": "look"}).text
    assert "Whom this would reach" in looked
    assert "DE see it for border." in looked
    assert f"/records?list={fresh.lists['border']}&amp;as=DE" in looked
    assert "N1" in claire.get("/records").text
    done = owner.post(path, {**form, "do": "change"})
    assert "The handling is changed" in owner.get(done.headers["location"]).text
    assert "handling changed" in owner.get(f"/lists/{fresh.lists['border']}").text
    seen = {row["reference"] for row in claire.get("/api/records").json()["records"]}
    assert seen == {"N2", "F1", "F2"}
    assert "N1" in fresh.visitor("dieter").get("/records?purpose=border").text


def test_nothing_is_said_where_nothing_changes(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    path = f"/lists/{fresh.lists['secret']}/handling"
    form = {"tlp": "amber", "keep_until": builders.UNTIL.isoformat(), "do": "look", "csrf": owner.csrf}
    assert "Nothing would change." in owner.post(path, form).text
    for wrong in ({"tlp": "blue"}, {"release-ZZ-border": "yes"}, {"figures-ZZ": "yes"}, {"keep_until": "2018"}):
        assert owner.post(path, {**form, **wrong}).status_code == 400


def test_it_is_for_who_writes_the_list(fresh: Place) -> None:
    builders.let_in(fresh.node.store, "fran", "FR", Role.RELEASING_OFFICER)
    fran = fresh.visitor("fran")
    assert fran.get(f"/lists/{fresh.lists['departures']}/handling").status_code == 200
    assert fran.get(f"/lists/{fresh.lists['border']}/handling").status_code == 404
    assert fresh.visitor().get(f"/lists/{fresh.lists['departures']}/handling").status_code == 403
