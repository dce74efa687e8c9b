/* The schema, as the steps that lead to it: step N takes a state from version N to N + 1. Steps are only ever added. */
#include "state/private.h"

const char *const state_schema_steps[] = {
    /* Rows keep their id when they change, so that order by id is order of discovery. The clipped pages of a
     * portal are found by article key and by hash; pages that were never clipped need no place in those. */
    "CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, portal TEXT NOT NULL,"
    " status INTEGER NOT NULL, kind TEXT, etag TEXT, modified TEXT, key TEXT, hash TEXT, body_hash TEXT, error TEXT,"
    " first_seen INTEGER, fetched INTEGER, clipped INTEGER,"
    " failures INTEGER NOT NULL, depth INTEGER NOT NULL, revision INTEGER NOT NULL);"
    "CREATE INDEX page_by_status ON page (portal, status);"
    "CREATE INDEX page_by_key ON page (portal, key) WHERE clipped IS NOT NULL;"
    "CREATE INDEX page_by_hash ON page (portal, hash) WHERE clipped IS NOT NULL;"
    "CREATE TABLE links (url TEXT PRIMARY KEY, data BLOB NOT NULL);"
    "CREATE TABLE file (name TEXT PRIMARY KEY, length INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE portal (name TEXT PRIMARY KEY, start TEXT, first_run INTEGER, last_run INTEGER,"
    " last_ok INTEGER, last_new INTEGER) WITHOUT ROWID;"
    "CREATE TABLE tally (portal TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (portal, day, what)) WITHOUT ROWID;",
    /* Where the newest answer of an address is kept in a WARC file. One that REFERS is kept as an equal one of
     * another address or time. */
    "CREATE TABLE kept (url TEXT PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL, id TEXT NOT NULL,"
    " offset INTEGER NOT NULL, fetched INTEGER, seen INTEGER, refers INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX kept_by_digest ON kept (digest) WHERE NOT refers;",
    "CREATE TABLE robots (origin TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT, modified TEXT, text BLOB NOT NULL);",
    /* How fields fare, and what is watched to see when that changes; source: what gives links. */
    "CREATE TABLE health (portal TEXT NOT NULL, day TEXT NOT NULL, field TEXT NOT NULL, pages INTEGER NOT NULL,"
    " hit INTEGER NOT NULL, missed INTEGER NOT NULL, filled INTEGER NOT NULL, compared INTEGER NOT NULL,"
    " differed INTEGER NOT NULL, empty INTEGER NOT NULL, weight INTEGER NOT NULL,"
    " PRIMARY KEY (portal, day, field)) WITHOUT ROWID;"
    "CREATE TABLE watch (portal TEXT NOT NULL, what TEXT NOT NULL, field TEXT NOT NULL, subject TEXT NOT NULL,"
    " mark INTEGER NOT NULL, recent INTEGER NOT NULL, n INTEGER NOT NULL, usual INTEGER NOT NULL, since INTEGER,"
    " example TEXT, PRIMARY KEY (portal, what, field, subject)) WITHOUT ROWID;"
    "CREATE TABLE notice (portal TEXT NOT NULL, what TEXT NOT NULL, field TEXT NOT NULL, subject TEXT NOT NULL,"
    " since INTEGER, example TEXT, said INTEGER, PRIMARY KEY (portal, what, field, subject)) WITHOUT ROWID;"
    "CREATE TABLE arrival (portal TEXT NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (portal, hour)) WITHOUT ROWID;"
    "CREATE TABLE source (url TEXT PRIMARY KEY, portal TEXT NOT NULL, gave INTEGER NOT NULL, good INTEGER,"
    " asked INTEGER, patience INTEGER NOT NULL, dry INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX source_by_portal ON source (portal);",
    /* Articles are looked at again, and known by more than one trait. Of those that stand there already only the young
     * ones are: an archive of years is not asked for at once. Hosts are left alone across runs. */
    "ALTER TABLE page ADD COLUMN claim TEXT;"
    "ALTER TABLE page ADD COLUMN ident TEXT;"
    "ALTER TABLE page ADD COLUMN title TEXT;"
    "ALTER TABLE page ADD COLUMN simhash TEXT;"
    "ALTER TABLE page ADD COLUMN first_url TEXT;"
    "ALTER TABLE page ADD COLUMN article TEXT;"
    "ALTER TABLE page ADD COLUMN body_bytes INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN next_look INTEGER;"
    "ALTER TABLE page ADD COLUMN changed INTEGER;"
    "ALTER TABLE page ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE page ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;"
    "UPDATE page SET next_look = clipped + 2592000 WHERE status = 1 AND clipped > strftime('%s', 'now') - 2592000;"
    "CREATE INDEX page_due ON page (portal, next_look) WHERE next_look IS NOT NULL;"
    "CREATE INDEX page_by_claim ON page (portal, claim) WHERE clipped IS NOT NULL AND claim IS NOT NULL;"
    "CREATE INDEX page_by_ident ON page (portal, ident) WHERE clipped IS NOT NULL AND ident IS NOT NULL;"
    "CREATE INDEX page_by_article ON page (article) WHERE article IS NOT NULL;"
    "CREATE TABLE host (name TEXT PRIMARY KEY, reason TEXT, failures INTEGER NOT NULL, since INTEGER,"
    " not_before INTEGER) WITHOUT ROWID;",
    /* How often the links of a place led to an article, or to something else. */
    "CREATE TABLE place (portal TEXT NOT NULL, place INTEGER NOT NULL, articles INTEGER NOT NULL,"
    " others INTEGER NOT NULL, PRIMARY KEY (portal, place)) WITHOUT ROWID;",
    /* Crawlers of a fleet, the portals they hold, whose turn it is to ask a host. Times are milliseconds since 1970. */
    "CREATE TABLE crawler (id INTEGER PRIMARY KEY, archive TEXT NOT NULL, machine TEXT NOT NULL, until INTEGER NOT NULL);"
    "CREATE TABLE lease (portal TEXT PRIMARY KEY, crawler INTEGER, finished INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE turn (host TEXT PRIMARY KEY, crawler INTEGER, next_ask INTEGER NOT NULL, delay INTEGER NOT NULL)"
    " WITHOUT ROWID;",
    "ALTER TABLE page ADD COLUMN place INTEGER;",
};
const int state_schema_version = sizeof state_schema_steps / sizeof *state_schema_steps;
