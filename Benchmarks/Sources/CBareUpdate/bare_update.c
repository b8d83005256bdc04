#include "bare_update.h"

#include <sqlite3.h>

static void dialled(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    if (sqlite3_value_type(values[0]) != SQLITE_TEXT) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    const unsigned char *text = sqlite3_value_text(values[0]);
    int length = sqlite3_value_bytes(values[0]);
    char kept[256];
    int size = 0;
    for (int index = 0; index < length && size < (int)sizeof kept; index++) {
        unsigned char letter = text[index];
        if (letter == '+' || (letter >= '0' && letter <= '9')) kept[size++] = (char)letter;
    }
    sqlite3_result_text(context, kept, size, SQLITE_TRANSIENT);
}

int define_dialled(void *connection) {
    return sqlite3_create_function(
        connection, "dialled", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, 0, dialled, 0, 0);
}

int bare_update(const char *path) {
    sqlite3 *db = 0;
    int code = sqlite3_open(path, &db);
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(db, 600000);
    if (code == SQLITE_OK) code = define_dialled(db);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(
            db, "PRAGMA synchronous = FULL; UPDATE contacts SET phone = dialled(phone)", 0, 0, 0);
    }
    sqlite3_close(db);
    return code;
}
