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
};
const int state_schema_version = sizeof state_schema_steps / sizeof *state_schema_steps;
