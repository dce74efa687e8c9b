/* The text of each statement. Columns stand in the order of the tables of rows.c. */
#include "state/private.h"

#define PAGE_COLUMNS \
    "url, portal, status, kind, etag, modified, key, hash, body_hash, error, first_seen, fetched, clipped," \
    " failures, depth, revision, claim, ident, title, simhash, first_url, article, body_bytes, next_look, changed," \
    " changes, missing"
#define PORTAL_COLUMNS "name, start, first_run, last_run, last_ok, last_new"
#define HOST_COLUMNS "name, reason, failures, since, not_before"
/* 1 and 5 are STATE_PAGE_ARTICLE and STATE_PAGE_GONE */
#define CLIPPED_WITH(trait) \
    "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND " trait " = ? AND clipped IS NOT NULL" \
    " AND status IN (1, 5) ORDER BY id DESC LIMIT ?"

const char *const state_sql_text[STATE_SQL_STATEMENTS] = {
    [STATE_SQL_BEGIN] = "BEGIN IMMEDIATE",
    [STATE_SQL_COMMIT] = "COMMIT",
    [STATE_SQL_ROLLBACK] = "ROLLBACK",
    [STATE_SQL_PAGE_GET] = "SELECT " PAGE_COLUMNS " FROM page WHERE url = ?",
    [STATE_SQL_PAGE_WITH_KEY] = CLIPPED_WITH("key"),
    [STATE_SQL_PAGE_WITH_CLAIM] = CLIPPED_WITH("claim"),
    [STATE_SQL_PAGE_WITH_IDENT] = CLIPPED_WITH("ident"),
    [STATE_SQL_PAGE_WITH_HASH] = CLIPPED_WITH("hash"),
    [STATE_SQL_PAGE_OTHERS] = "SELECT " PAGE_COLUMNS " FROM page WHERE article = ? AND status = 6 AND missing = 0"
                              " AND kind <> 'page' ORDER BY id DESC LIMIT ?",
    [STATE_SQL_PAGE_MOVE] = "UPDATE page SET article = ? WHERE article = ?",
    [STATE_SQL_PAGE_DUE] = "SELECT " PAGE_COLUMNS ", id FROM page WHERE portal = ? AND next_look <= ?"
                           " AND (next_look, id) > (?, ?) ORDER BY next_look, id LIMIT ?",
    [STATE_SQL_PAGE_PUT] =
        "INSERT INTO page (" PAGE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, status = excluded.status, kind = excluded.kind,"
        " etag = excluded.etag, modified = excluded.modified, key = excluded.key, hash = excluded.hash,"
        " body_hash = excluded.body_hash, error = excluded.error, first_seen = excluded.first_seen,"
        " fetched = excluded.fetched, clipped = excluded.clipped, failures = excluded.failures,"
        " depth = excluded.depth, revision = excluded.revision, claim = excluded.claim, ident = excluded.ident,"
        " title = excluded.title, simhash = excluded.simhash, first_url = excluded.first_url,"
        " article = excluded.article, body_bytes = excluded.body_bytes, next_look = excluded.next_look,"
        " changed = excluded.changed, changes = excluded.changes, missing = excluded.missing",
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
    [STATE_SQL_HOST_PUT] = "INSERT OR REPLACE INTO host (" HOST_COLUMNS ") VALUES (?, ?, ?, ?, ?)",
    [STATE_SQL_HOST_DROP] = "DELETE FROM host WHERE name = ?",
    [STATE_SQL_HOST_GET] = "SELECT " HOST_COLUMNS " FROM host WHERE name = ?",
    [STATE_SQL_HOST_EACH] = "SELECT " HOST_COLUMNS " FROM host WHERE name > ? ORDER BY name LIMIT 1",
};
_Static_assert(STATE_PAGE_ARTICLE == 1 && STATE_PAGE_GONE == 5 && STATE_PAGE_DUPLICATE == 6,
               "the statements know these numbers");
