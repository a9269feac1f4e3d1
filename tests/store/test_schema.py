"""A new database has its triggers as soon as it has its tables."""

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, text

from coalesce.store.schema import metadata, once_made

TRIGGERS = text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")


def test_a_trigger_is_made_with_its_table_and_works() -> None:
    own = MetaData()
    left, right = Table("left", own, Column("id", Integer)), Table("right", own, Column("id", Integer))
    once_made(left, "CREATE TRIGGER gone AFTER DELETE ON left BEGIN DELETE FROM right WHERE id = OLD.id; END")
    engine = create_engine("sqlite://")
    own.create_all(engine)
    with engine.begin() as connection:
        connection.execute(left.insert(), [{"id": 1}, {"id": 2}])
        connection.execute(right.insert(), [{"id": 1}, {"id": 2}])
        connection.execute(left.delete().where(left.c.id == 1))
        assert connection.execute(right.select()).all() == [(2,)]


def test_what_is_derived_goes_with_what_it_was_derived_from() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        tables = {table for _, table in connection.execute(TRIGGERS)}
    assert {"kept_key", "person_of", "series", "ledger_cell"} <= tables
