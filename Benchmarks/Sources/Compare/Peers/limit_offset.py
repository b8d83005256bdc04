"""The common loop: pages by LIMIT and OFFSET. Each page reads again all the rows before it."""

import sqlite3
import sys

from telling import dialled, tell

PAGE_SIZE = int(sys.argv[2])


def work(path):
    database = sqlite3.connect(path, timeout=600)
    offset = 0
    while True:
        rows = database.execute(
            "SELECT id, phone FROM contacts ORDER BY id LIMIT ? OFFSET ?", (PAGE_SIZE, offset)
        ).fetchall()
        if not rows:
            break
        changes = [(dialled(phone), key) for key, phone in rows]
        database.executemany("UPDATE contacts SET phone = ? WHERE id = ?", changes)
        database.commit()
        offset += len(rows)
    database.close()


tell(work)
