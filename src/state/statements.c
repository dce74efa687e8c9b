/* The text of each statement. Columns stand in the order of the tables of rows.c. */
#include "state/private.h"

#define PAGE_COLUMNS \
    "url, portal, status, kind, etag, modified, key, hash, body_hash, error, first_seen, fetched, clipped," \
    " failures, depth, revision"
#define KEPT_COLUMNS "url, digest, file, id, offset, fetched, seen, refers"
#define PORTAL_COLUMNS "name, start, first_run, last_run, last_ok, last_new"

const char *const state_sql_text[STATE_SQL_STATEMENTS] = {
    [STATE_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [STATE_SQL_COMMIT] = "COMMIT",
    [STATE_SQL_ROLLBACK] = "ROLLBACK",
    [STATE_SQL_PAGE_GET] = "SELECT " PAGE_COLUMNS " FROM page WHERE url = ?",
    /* 6 is STATE_PAGE_DUPLICATE: another page's article */
    [STATE_SQL_PAGE_BY_KEY] = "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND key = ?"
                              " AND clipped IS NOT NULL AND status <> 6 ORDER BY id LIMIT 1",
    [STATE_SQL_PAGE_BY_HASH] = "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND hash = ?"
                               " AND clipped IS NOT NULL AND status <> 6 ORDER BY id LIMIT 1",
    [STATE_SQL_PAGE_PUT] =
        "INSERT INTO page (" PAGE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, status = excluded.status, kind = excluded.kind,"
        " etag = excluded.etag, modified = excluded.modified, key = excluded.key, hash = excluded.hash,"
        " body_hash = excluded.body_hash, error = excluded.error, first_seen = excluded.first_seen,"
        " fetched = excluded.fetched, clipped = excluded.clipped, failures = excluded.failures,"
        " depth = excluded.depth, revision = excluded.revision",
    [STATE_SQL_PAGE_EACH] = "SELECT " PAGE_COLUMNS ", id FROM page WHERE portal = ? AND status = ? AND id > ?"
                            " ORDER BY id LIMIT 256",
    [STATE_SQL_LINKS_PUT] = "INSERT INTO links (url, data) VALUES (?, ?)"
                            " ON CONFLICT (url) DO UPDATE SET data = excluded.data",
    [STATE_SQL_LINKS_GET] = "SELECT data FROM links WHERE url = ?",
    [STATE_SQL_FILE_PUT] = "INSERT INTO file (name, length) VALUES (?, ?)"
                           " ON CONFLICT (name) DO UPDATE SET length = excluded.length",
    [STATE_SQL_FILE_GET] = "SELECT length FROM file WHERE name = ?",
    [STATE_SQL_PORTAL_PUT] = "INSERT INTO portal (" PORTAL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT (name) DO UPDATE SET start = excluded.start,"
                             " first_run = excluded.first_run, last_run = excluded.last_run,"
                             " last_ok = excluded.last_ok, last_new = excluded.last_new",
    [STATE_SQL_PORTAL_EACH] = "SELECT " PORTAL_COLUMNS " FROM portal WHERE name > ? ORDER BY name LIMIT 1",
    [STATE_SQL_COUNT] = "INSERT INTO tally (portal, day, what, n) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (portal, day, what) DO UPDATE SET n = n + excluded.n",
    [STATE_SQL_COUNT_EACH] = "SELECT day, what, n FROM tally WHERE portal = ? AND (day, what) > (?, ?)"
                             " ORDER BY day, what LIMIT 1",
    [STATE_SQL_KEPT_PUT] = "INSERT OR REPLACE INTO kept (" KEPT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [STATE_SQL_KEPT_GET] = "SELECT " KEPT_COLUMNS " FROM kept WHERE url = ?",
    [STATE_SQL_KEPT_BY_DIGEST] = "SELECT " KEPT_COLUMNS " FROM kept WHERE digest = ? AND NOT refers LIMIT 1",
    [STATE_SQL_ROBOTS_PUT] = "INSERT OR REPLACE INTO robots (origin, url, etag, modified, text) VALUES (?, ?, ?, ?, ?)",
    [STATE_SQL_ROBOTS_GET] = "SELECT url, etag, modified, text FROM robots WHERE origin = ?",
    [STATE_SQL_FILE_EACH] = "SELECT name, length FROM file WHERE name > ? ORDER BY name LIMIT 1",
};
_Static_assert(STATE_PAGE_DUPLICATE == 6, "the statements know this number");
