// The system's SQLite, with the declarations that Swift needs beside it.
#ifndef STOPOVER_CSQLITE_H
#define STOPOVER_CSQLITE_H

#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

#endif
