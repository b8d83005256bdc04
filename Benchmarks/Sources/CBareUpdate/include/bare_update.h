#ifndef BARE_UPDATE_H
#define BARE_UPDATE_H

/// `UPDATE contacts SET phone = f(phone)` in one transaction, f being a C function that keeps the + and
/// the digits of a text. Returns SQLite's result code.
int bare_update(const char *path);

/// Defines f, called `dialled`, on a connection: an `sqlite3 *`.
int define_dialled(void *connection);

#endif
