"""A keyset loop as it stands in `upgrade()` of an Alembic migration: one transaction round it all."""

from sqlalchemy import bindparam, column, create_engine, select, table
from telling import dialled, tell

PAGE_SIZE = 10_000

contacts = table("contacts", column("id"), column("phone"))


def upgrade(connection):
    page = (
        select(contacts.c.id, contacts.c.phone)
        .where(contacts.c.id > bindparam("last"))
        .order_by(contacts.c.id)
        .limit(PAGE_SIZE)
    )
    change = (
        contacts.update().where(contacts.c.id == bindparam("key")).values(phone=bindparam("value"))
    )
    last = 0
    while rows := connection.execute(page, {"last": last}).all():
        connection.execute(change, [{"key": row.id, "value": dialled(row.phone)} for row in rows])
        last = rows[-1].id


def work(path):
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 600})
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()


tell(work)
