/* The text of each statement. Columns stand in the order of the tables of rows.c. */
#include "state/private.h"

#define PAGE_COLUMNS \
    "url, portal, status, kind, etag, modified, key, hash, body_hash, error, first_seen, fetched, clipped," \
    " failures, depth, revision, claim, ident, title, simhash, first_url, article, body_bytes, next_look, changed," \
    " changes, missing, place"
#define KEPT_COLUMNS "url, digest, file, id, offset, fetched, seen, refers"
#define PORTAL_COLUMNS "name, start, first_run, last_run, last_ok, last_new"
#define WATCH_COLUMNS "what, field, subject, mark, recent, n, usual, since, example"
#define NOTICE_COLUMNS "what, field, subject, since, example, said"
#define SOURCE_COLUMNS "url, portal, gave, good, asked, patience, dry"
#define HOST_COLUMNS "name, reason, failures, since, not_before"
/* 1 and 5 are STATE_PAGE_ARTICLE and STATE_PAGE_GONE */
#define CLIPPED_WITH(trait) \
    "SELECT " PAGE_COLUMNS " FROM page WHERE portal = ? AND " trait " = ? AND clipped IS NOT NULL" \
    " AND status IN (1, 5) ORDER BY id DESC LIMIT ?"

/* Of the database, in milliseconds since 1970; not that of the transaction's begin. */
#define CLOCK "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"

const char *const state_sql_text[STATE_SQL_STATEMENTS] = {
    [STATE_SQL_PAGE_GET] = "SELECT " PAGE_COLUMNS " FROM page WHERE url = ?",
    [STATE_SQL_PAGE_WITH_KEY] = CLIPPED_WITH("key"),
    [STATE_SQL_PAGE_WITH_CLAIM] = CLIPPED_WITH("claim"),
    [STATE_SQL_PAGE_WITH_IDENT] = CLIPPED_WITH("ident"),
    [STATE_SQL_PAGE_WITH_HASH] = CLIPPED_WITH("hash"),
    [STATE_SQL_PAGE_URLS] = "SELECT url FROM page WHERE article = ? AND status = 6 ORDER BY id",
    [STATE_SQL_PAGE_OTHERS] = "SELECT " PAGE_COLUMNS " FROM page WHERE article = ? AND status = 6 AND missing = 0"
                              " AND kind <> 'page' ORDER BY id DESC LIMIT ?",
    [STATE_SQL_PAGE_MOVE] = "UPDATE page SET article = ? WHERE article = ?",
    [STATE_SQL_PAGE_DUE] = "SELECT " PAGE_COLUMNS ", id FROM page WHERE portal = ? AND next_look <= ?"
                           " AND (next_look, id) > (?, ?) ORDER BY next_look, id LIMIT ?",
    [STATE_SQL_PAGE_DUE_COUNT] = "SELECT count(*) FROM page WHERE portal = ? AND next_look > 0 AND next_look <= ?",
    [STATE_SQL_PAGE_PUT] =
        "INSERT INTO page (" PAGE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, status = excluded.status, kind = excluded.kind,"
        " etag = excluded.etag, modified = excluded.modified, key = excluded.key, hash = excluded.hash,"
        " body_hash = excluded.body_hash, error = excluded.error, first_seen = excluded.first_seen,"
        " fetched = excluded.fetched, clipped = excluded.clipped, failures = excluded.failures,"
        " depth = excluded.depth, revision = excluded.revision, claim = excluded.claim, ident = excluded.ident,"
        " title = excluded.title, simhash = excluded.simhash, first_url = excluded.first_url,"
        " article = excluded.article, body_bytes = excluded.body_bytes, next_look = excluded.next_look,"
        " changed = excluded.changed, changes = excluded.changes, missing = excluded.missing,"
        " place = excluded.place",
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
                             " first_run = coalesce(portal.first_run, excluded.first_run),"
                             " last_run = coalesce(excluded.last_run, portal.last_run),"
                             " last_ok = coalesce(excluded.last_ok, portal.last_ok),"
                             " last_new = coalesce(excluded.last_new, portal.last_new)",
    [STATE_SQL_PORTAL_EACH] = "SELECT " PORTAL_COLUMNS " FROM portal WHERE name > ? ORDER BY name LIMIT 1",
    [STATE_SQL_COUNT] = "INSERT INTO tally (portal, day, what, n) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (portal, day, what) DO UPDATE SET n = tally.n + excluded.n",
    [STATE_SQL_COUNT_EACH] = "SELECT day, what, n FROM tally WHERE portal = ? AND (day, what) > (?, ?)"
                             " ORDER BY day, what LIMIT 1",
    [STATE_SQL_KEPT_PUT] = "INSERT INTO kept (" KEPT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                           " ON CONFLICT (url) DO UPDATE SET digest = excluded.digest, file = excluded.file,"
                           " id = excluded.id, offset = excluded.offset, fetched = excluded.fetched,"
                           " seen = excluded.seen, refers = excluded.refers",
    [STATE_SQL_KEPT_GET] = "SELECT " KEPT_COLUMNS " FROM kept WHERE url = ?",
    [STATE_SQL_KEPT_FORGET] = "DELETE FROM kept WHERE url = ?",
    [STATE_SQL_KEPT_FORGET_PLACE] = "DELETE FROM kept WHERE file = ? AND offset = ? AND url >= ? AND url < ?",
    [STATE_SQL_KEPT_BY_DIGEST] = "SELECT " KEPT_COLUMNS " FROM kept WHERE digest = ? AND NOT refers LIMIT 1",
    [STATE_SQL_ROBOTS_PUT] = "INSERT INTO robots (origin, url, etag, modified, text) VALUES (?, ?, ?, ?, ?)"
                             " ON CONFLICT (origin) DO UPDATE SET url = excluded.url, etag = excluded.etag,"
                             " modified = excluded.modified, text = excluded.text",
    [STATE_SQL_ROBOTS_GET] = "SELECT url, etag, modified, text FROM robots WHERE origin = ?",
    [STATE_SQL_FILE_EACH] = "SELECT name, length FROM file WHERE name > ? AND name < ? ORDER BY name LIMIT 1",
    [STATE_SQL_PORTAL_GET] = "SELECT " PORTAL_COLUMNS " FROM portal WHERE name = ?",
    /* 1 is STATE_PAGE_ARTICLE */
    [STATE_SQL_PAGE_LAST] = "SELECT url FROM page WHERE portal = ? AND status = 1 ORDER BY id DESC LIMIT ?",
    [STATE_SQL_PAGE_TOTALS] = "SELECT status, count(*), (SELECT first_seen FROM page AS p WHERE p.portal = page.portal"
                              " AND p.status = page.status ORDER BY p.id LIMIT 1) FROM page WHERE portal = ?"
                              " GROUP BY portal, status",
    [STATE_SQL_HEALTH_ADD] =
        "INSERT INTO health (portal, day, field, pages, hit, missed, filled, compared, differed, empty, weight)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (portal, day, field) DO UPDATE SET"
        " pages = health.pages + excluded.pages, hit = health.hit + excluded.hit, missed = health.missed + excluded.missed,"
        " filled = health.filled + excluded.filled, compared = health.compared + excluded.compared,"
        " differed = health.differed + excluded.differed, empty = health.empty + excluded.empty,"
        " weight = health.weight + excluded.weight",
    [STATE_SQL_HEALTH_EACH] = "SELECT day, field, pages, hit, missed, filled, compared, differed, empty, weight"
                              " FROM health WHERE portal = ? ORDER BY day, field",
    [STATE_SQL_WATCH_GET] = "SELECT " WATCH_COLUMNS " FROM watch"
                            " WHERE portal = ? AND what = ? AND field = ? AND subject = ?",
    [STATE_SQL_WATCH_PUT] = "INSERT INTO watch (portal, " WATCH_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            " ON CONFLICT (portal, what, field, subject) DO UPDATE SET mark = excluded.mark,"
                            " recent = excluded.recent, n = excluded.n, usual = excluded.usual,"
                            " since = excluded.since, example = excluded.example",
    [STATE_SQL_WATCH_DROP] = "DELETE FROM watch WHERE portal = ? AND what = ? AND field = ? AND subject = ?",
    [STATE_SQL_WATCH_EACH] = "SELECT " WATCH_COLUMNS " FROM watch WHERE portal = ? ORDER BY what, field, subject",
    [STATE_SQL_NOTICE_GET] = "SELECT " NOTICE_COLUMNS " FROM notice"
                             " WHERE portal = ? AND what = ? AND field = ? AND subject = ?",
    [STATE_SQL_NOTICE_PUT] = "INSERT INTO notice (portal, " NOTICE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT (portal, what, field, subject) DO UPDATE SET since = excluded.since,"
                             " example = excluded.example, said = excluded.said",
    [STATE_SQL_NOTICE_DROP] = "DELETE FROM notice WHERE portal = ? AND what = ? AND field = ? AND subject = ?",
    [STATE_SQL_NOTICE_EACH] = "SELECT " NOTICE_COLUMNS " FROM notice WHERE portal = ? ORDER BY since, what, field, subject",
    [STATE_SQL_ARRIVAL_ADD] = "INSERT INTO arrival (portal, hour, n) VALUES (?, ?, ?)"
                              " ON CONFLICT (portal, hour) DO UPDATE SET n = arrival.n + excluded.n",
    [STATE_SQL_ARRIVAL_EACH] = "SELECT hour FROM arrival WHERE portal = ? ORDER BY hour DESC LIMIT ?",
    [STATE_SQL_SOURCE_GET] = "SELECT " SOURCE_COLUMNS " FROM source WHERE url = ?",
    [STATE_SQL_SOURCE_PUT] = "INSERT INTO source (" SOURCE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)"
                             " ON CONFLICT (url) DO UPDATE SET portal = excluded.portal, gave = excluded.gave,"
                             " good = excluded.good, asked = excluded.asked, patience = excluded.patience,"
                             " dry = excluded.dry",
    [STATE_SQL_SOURCE_EACH] = "SELECT " SOURCE_COLUMNS " FROM source WHERE portal = ? ORDER BY url",
    [STATE_SQL_HOST_PUT] = "INSERT INTO host (" HOST_COLUMNS ") VALUES (?, ?, ?, ?, ?)"
                           " ON CONFLICT (name) DO UPDATE SET reason = excluded.reason, failures = excluded.failures,"
                           " since = excluded.since, not_before = excluded.not_before",
    [STATE_SQL_HOST_DROP] = "DELETE FROM host WHERE name = ?",
    [STATE_SQL_HOST_GET] = "SELECT " HOST_COLUMNS " FROM host WHERE name = ?",
    [STATE_SQL_HOST_EACH] = "SELECT " HOST_COLUMNS " FROM host WHERE name > ? ORDER BY name LIMIT 1",
    [STATE_SQL_FILE_FORGET] = "DELETE FROM file WHERE name >= ? AND name < ?",
    [STATE_SQL_KEPT_FORGET_ALL] = "DELETE FROM kept WHERE url >= ? AND url < ?",
    /* PostgreSQL's alone. What can be lost in a crash of the server without harm does not wait for its disk. */
    [STATE_SQL_FLEET_SET] = "WITH done AS (SELECT set_config('synchronous_commit', 'off', false))"
                            " SELECT count(*) FROM done",
    [STATE_SQL_CRAWLER_COPY] = "SELECT machine FROM crawler WHERE archive = ? AND machine <> ? AND until > " CLOCK,
    [STATE_SQL_CRAWLER_ADD] = "WITH made AS (INSERT INTO crawler (archive, machine, until) VALUES (?, ?, " CLOCK " + ?)"
                              " RETURNING id) SELECT id, " CLOCK " FROM made",
    [STATE_SQL_CRAWLER_END] =
        "WITH over AS (SELECT id FROM crawler WHERE until <= " CLOCK " OR id = ? OR (archive = ? AND machine = ?)"
        " FOR UPDATE SKIP LOCKED),"
        " gone AS (DELETE FROM crawler WHERE id IN (SELECT id FROM over) RETURNING id),"
        " portals AS (UPDATE lease SET crawler = NULL WHERE crawler IN (SELECT id FROM gone)),"
        " turns AS (UPDATE turn SET crawler = NULL, next_ask = " CLOCK " + delay WHERE crawler IN (SELECT id FROM gone))"
        " SELECT count(*) FROM gone",
    [STATE_SQL_CRAWLER_PROLONG] = "UPDATE crawler SET until = " CLOCK " + ? WHERE id = ? AND until > " CLOCK " RETURNING id",
    [STATE_SQL_LEASE_NAME] = "WITH made AS (INSERT INTO lease (portal, finished)"
                             " SELECT name, 0 FROM unnest(string_to_array(?, ' ')) AS name ORDER BY name"
                             " ON CONFLICT (portal) DO NOTHING RETURNING portal) SELECT count(*) FROM made",
    [STATE_SQL_LEASE_TAKE] =
        "WITH me AS (SELECT id FROM crawler WHERE id = ? AND until > " CLOCK "),"
        " found AS (SELECT portal FROM lease WHERE portal = ANY (string_to_array(?, ' ')) AND crawler IS NULL"
        " AND finished < ? ORDER BY finished LIMIT ? FOR UPDATE SKIP LOCKED),"
        " ours AS (UPDATE lease SET crawler = me.id FROM me, found WHERE lease.portal = found.portal RETURNING lease.portal)"
        " SELECT portal, CAST(1 AS BIGINT) FROM ours UNION ALL"
        " SELECT portal, CAST(0 AS BIGINT) FROM lease WHERE portal = ANY (string_to_array(?, ' ')) AND finished < ?"
        " AND portal NOT IN (SELECT portal FROM ours)",
    [STATE_SQL_LEASE_FINISH] = "UPDATE lease SET crawler = NULL, finished = " CLOCK " WHERE portal = ? AND crawler = ?",
    /* Who has the turn says so in the row until its answer has come: the next may ask a delay later. */
    [STATE_SQL_TURN_TAKE] =
        "WITH taken AS (INSERT INTO turn (host, crawler, next_ask, delay)"
        " SELECT CAST(? AS VARCHAR), id, 0, CAST(? AS BIGINT) FROM crawler WHERE id = ? AND until > " CLOCK
        " ON CONFLICT (host) DO UPDATE SET crawler = excluded.crawler, delay = excluded.delay"
        " WHERE turn.crawler IS NULL AND turn.next_ask <= " CLOCK " RETURNING host)"
        " SELECT CAST(0 AS BIGINT) FROM taken UNION ALL"
        " SELECT greatest(next_ask - " CLOCK ", CASE WHEN crawler IS NULL THEN CAST(1 AS BIGINT) ELSE ? END) FROM turn"
        " WHERE host = ? AND NOT EXISTS (SELECT 1 FROM taken)",
    [STATE_SQL_TURN_GIVE] = "WITH given AS (UPDATE turn SET crawler = NULL, next_ask = " CLOCK " + ?"
                            " WHERE host = ? AND crawler = ? RETURNING host) SELECT count(*) FROM given",
    [STATE_SQL_PLACE_ADD] = "INSERT INTO place (portal, place, articles, others) VALUES (?, ?, ?, ?)"
                            " ON CONFLICT (portal, place) DO UPDATE SET"
                            " articles = CASE WHEN place.articles + place.others < 64 THEN place.articles"
                            " ELSE place.articles / 2 END + excluded.articles,"
                            " others = CASE WHEN place.articles + place.others < 64 THEN place.others"
                            " ELSE place.others / 2 END + excluded.others",
    [STATE_SQL_PLACE_GET] = "SELECT articles, others FROM place WHERE portal = ? AND place = ?",
};
_Static_assert(STATE_PAGE_ARTICLE == 1 && STATE_PAGE_GONE == 5 && STATE_PAGE_DUPLICATE == 6,
               "the statements know these numbers");
