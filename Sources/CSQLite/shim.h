// The system's SQLite, with the declarations that Swift needs beside it.
#ifndef STOPOVER_CSQLITE_H
#define STOPOVER_CSQLITE_H

#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

// sqlite3_db_config takes a variable number of arguments, which Swift can't call.
// Switches a connection's triggers on (1) or off (0), or leaves them (-1); *now tells what holds then.
static inline int stopover_enable_triggers(sqlite3 *db, int enabled, int *now) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled, now);
}

// The same of the enforcement of foreign keys; outside a transaction.
static inline int stopover_enforce_foreign_keys(sqlite3 *db, int enforced, int *now) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, enforced, now);
}

// Lets EXPLAIN QUERY PLAN tell of a statement's triggers too (1), or not (0).
static inline int stopover_explain_triggers(sqlite3 *db, int enabled) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_TRIGGER_EQP, enabled, (int *)0);
}

#endif
