/*
 * Articles looked at again. Only another text or title, where the article was expected, is a new line; a wall in front
 * of it, a stub or a failure leaves it as it is. An article that is not found has gone when a second look, hours later,
 * does not find it either, nor under any other address.
 */
#include "crawl/private.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LOOKS_AT_ONCE = 64, /* rows read of those that are due */
    JUST_NOW_S = 60,    /* what was fetched so short ago needs no look */
    MISSING_TWICE = 2
};

/* ---- What is to be looked at ---- */

static struct crawl_item *look_item(struct crawl *crawl, struct crawl_portal *portal, const struct state_page *page)
{
    struct crawl_item *item = calloc(1, sizeof *item);
    struct base_error e = {""};

    if (!item || !(item->url = strndup(page->url.ptr, page->url.len))) {
        free(item);
        crawl_check(crawl, base_fail(&e, BASE_NOMEM, "out of memory"), &e);
        return NULL;
    }
    item->portal = portal;
    item->type = DISCOVER_ARTICLE;
    item->depth = page->depth;
    item->look = crawl_is_article(page);
    item->known = page->status == STATE_PAGE_ARTICLE; /* of one that has gone the text is wanted, not a 304 */
    return item;
}

static void add_look(struct crawl *crawl, struct crawl_portal *portal, const struct state_page *page)
{
    struct crawl_item *item;

    if (!base_set_add(&crawl->looked, base_hash64(page->url)))
        return;
    item = look_item(crawl, portal, page);
    if (!item)
        return;
    if (!portal->looks)
        portal->looks_end = &portal->looks;
    *portal->looks_end = item;
    portal->looks_end = &item->next;
    portal->looks_waiting++;
}

static void read_due(struct crawl *crawl, struct crawl_portal *portal)
{
    struct state_page pages[LOOKS_AT_ONCE];
    struct base_error e = {""};
    size_t count;

    crawl_check(crawl,
                state_page_due(crawl->state, &crawl->scratch, base_str(portal->name), base_time_now(), &portal->due,
                               pages, LOOKS_AT_ONCE, &count, &e),
                &e);
    for (size_t i = 0; i < count; i++)
        add_look(crawl, portal, &pages[i]);
    portal->looks_read = count == 0;
}

/* New articles first: no look while anything else of the portal is under way, none where its start page failed. */
struct crawl_item *crawl_take_look(struct crawl *crawl, struct crawl_portal *portal)
{
    struct crawl_item *item;

    if (!portal->settings->revisit.on || portal->failed || portal->under_way != portal->looking)
        return NULL;
    while (!portal->looks && !portal->looks_read)
        read_due(crawl, portal);
    item = portal->looks;
    if (item) {
        portal->looks = item->next;
        portal->looks_waiting--;
        portal->looks_taken++;
        item->next = NULL;
    }
    return item;
}

void crawl_look_now(struct crawl *crawl, struct crawl_portal *portal, const struct state_page *page)
{
    if (portal->settings->revisit.on && page->missing == 0 && page->fetched + JUST_NOW_S < base_time_now())
        add_look(crawl, portal, page);
}

/* ---- Ends of a look ---- */

/* WHAT came of it, for the day's counts. */
static void end_look(struct crawl *crawl, struct crawl_item *item, const struct state_page *page, const char *what)
{
    char name[64];

    snprintf(name, sizeof name, "look:%s", what);
    crawl_put(crawl, page);
    crawl_count(crawl, item, name);
}

static int64_t next_look(const struct crawl_item *item, const struct state_page *page, int64_t now)
{
    return crawl_schedule_next(&item->portal->settings->revisit, page->clipped, page->changed, now);
}

void crawl_look_unchanged(struct crawl *crawl, struct crawl_item *item)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    page.fetched = base_time_now();
    page.failures = page.missing = 0;
    page.error = BASE_STR_NONE;
    page.next_look = next_look(item, &page, page.fetched);
    crawl->summary->unchanged++;
    end_look(crawl, item, &page, "unchanged");
}

static void leave_as_it_is(struct crawl *crawl, struct crawl_item *item, struct state_page *page, const char *kind,
                           const char *reason)
{
    base_log(crawl->options->log, BASE_LOG_INFO, "%s: looked at again: %s", item->url, kind);
    page->fetched = base_time_now();
    page->failures = page->missing = 0;
    page->error = base_str(reason);
    page->next_look = next_look(item, page, page->fetched);
    crawl->summary->others++;
    end_look(crawl, item, page, kind);
}

void crawl_look_nothing(struct crawl *crawl, struct crawl_item *item, const char *kind, const char *reason)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    leave_as_it_is(crawl, item, &page, kind, reason);
}

void crawl_look_failed(struct crawl *crawl, struct crawl_item *item, const char *reason)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    base_log(crawl->options->log, BASE_LOG_WARNING, "%s", reason);
    page.error = base_str(reason);
    page.failures++;
    page.next_look = crawl_schedule_retry(page.failures, base_time_now());
    crawl->summary->failed++;
    end_look(crawl, item, &page, "failed");
}

/* ---- Revisions ---- */

/* The article that PAGE stands for is known by the address TO from now on; PAGE becomes its row. */
static void move(struct crawl *crawl, const struct crawl_item *item, struct state_page *page, struct base_str to)
{
    struct state_page old = *page, there = crawl_row_of(crawl, item, to);
    struct base_error e = {""};

    page->first_url = page->first_url.ptr ? page->first_url : old.url;
    if (base_str_equal(page->first_url, to))
        page->first_url = BASE_STR_NONE;
    page->url = to;
    page->first_seen = there.first_seen < old.first_seen ? there.first_seen : old.first_seen;
    page->article = BASE_STR_NONE;
    page->etag = page->modified = page->body_hash = BASE_STR_NONE; /* the other address's */
    old.status = STATE_PAGE_DUPLICATE;
    old.article = to;
    old.clipped = BASE_TIME_NONE;
    old.next_look = 0;
    crawl_check(crawl, state_page_move(crawl->state, old.url, to, &e), &e);
    crawl_put(crawl, &old);
    base_set_add(&crawl->asked, base_hash64(to));
}

/* Why another text is no edit: less of the article is shown than before. */
static const char *lesser(const struct state_page *page, const struct record *record)
{
    const struct extract_article *a = &record->article;
    bool locked = base_str_equal(a->access, BASE_STR("paywalled")) || base_str_equal(a->access, BASE_STR("metered"));

    if (a->flags & 1u << EXTRACT_FLAG_PAGE_MISSING)
        return extract_flag_name(EXTRACT_FLAG_PAGE_MISSING);
    if ((locked || a->flags & 1u << EXTRACT_FLAG_TRUNCATED) && a->body.len < (size_t)page->body_bytes / 2)
        return locked ? "paywalled" : extract_flag_name(EXTRACT_FLAG_TRUNCATED);
    return NULL;
}

static bool write_revision(struct crawl *crawl, const struct crawl_item *item, struct state_page *page,
                           struct record *record, const char *reason)
{
    record->revision = page->revision + 1;
    record->reason = base_str(reason);
    if (page->first_url.ptr)
        record->input = page->first_url;
    if (!crawl_write_line(crawl, item, record))
        return false;
    page->revision++;
    base_log(crawl->options->log, BASE_LOG_INFO, "%s: revision %d, %s", item->url, page->revision, reason);
    return true;
}

static bool write_edit(struct crawl *crawl, const struct crawl_item *item, struct state_page *page,
                       struct record *record)
{
    if (!write_revision(crawl, item, page, record, "edited"))
        return false;
    page->changes++;
    page->changed = item->fetched;
    page->next_look = crawl_schedule_changed(&item->portal->settings->revisit, page->clipped, item->fetched);
    crawl->summary->edited++;
    return true;
}

/* PAGE, known by the address that answered, shows RECORD now. */
static void revise(struct crawl *crawl, struct crawl_item *item, struct state_page *page,
                   const struct crawl_traits *traits, struct record *record)
{
    bool back = page->status == STATE_PAGE_GONE, edited = back || !base_str_equal(page->hash, traits->hash);
    const char *doubt = edited && !back ? lesser(page, record) : NULL;

    if (doubt) {
        leave_as_it_is(crawl, item, page, doubt, doubt);
        return;
    }
    crawl_fetched(item, page);
    if (edited && !write_edit(crawl, item, page, record))
        return;
    crawl_keep_article(traits, record, page);
    if (!edited) {
        page->next_look = next_look(item, page, item->fetched);
        crawl->summary->unchanged++;
    }
    end_look(crawl, item, page, edited ? "edited" : "unchanged");
}

/* The look ended at another address. False: that is not where the article went. */
static bool follow(struct crawl *crawl, struct crawl_item *item, struct state_page *page,
                   const struct crawl_traits *traits)
{
    struct base_str final = base_str(item->final_url);
    struct state_page there = crawl_row_of(crawl, item, final);

    if (!crawl_is_near(page, traits)) {
        crawl_add(crawl, item->portal,
                  &(struct crawl_found){.url = final, .type = DISCOVER_ARTICLE, .depth = item->depth});
        leave_as_it_is(crawl, item, page, "elsewhere", "redirected to another page");
        return false;
    }
    move(crawl, item, page, final);
    if (!crawl_is_article(&there))
        return true;
    crawl_look_now(crawl, item->portal, &there); /* both had been clipped: it goes on as the one that is there */
    crawl_count(crawl, item, "look:duplicate");
    return false;
}

void crawl_look_article(struct crawl *crawl, struct crawl_item *item, const struct crawl_traits *traits,
                        struct record *record)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    if (base_str_equal(page.url, base_str(item->final_url)) || follow(crawl, item, &page, traits))
        revise(crawl, item, &page, traits, record);
}

void crawl_come_back(struct crawl *crawl, struct crawl_item *item, const struct crawl_traits *traits,
                     struct record *record, struct state_page *gone)
{
    if (!base_str_equal(gone->url, base_str(item->final_url)))
        move(crawl, item, gone, base_str(item->final_url));
    revise(crawl, item, gone, traits, record);
}

/* ---- Gone ---- */

/* Another address of the article may still have it. */
static bool hand_over(struct crawl *crawl, const struct crawl_item *item, struct state_page *page)
{
    struct state_page others[STATE_PAGE_FEW];
    struct base_error e = {""};
    size_t count;

    crawl_check(crawl, state_page_others(crawl->state, &crawl->scratch, page->url, others, &count, &e), &e);
    if (count == 0)
        return false;
    move(crawl, item, page, others[0].url);
    page->missing = 0;
    page->next_look = base_time_now();
    crawl_put(crawl, page);
    add_look(crawl, item->portal, page);
    return true;
}

static void bury(struct crawl *crawl, const struct crawl_item *item, struct state_page *page, int status)
{
    struct record record = {.url = page->url, .fetched = item->fetched, .status = status};
    struct base_error e = {""};

    record.article.kind = EXTRACT_GONE;
    crawl_check(crawl, record_finish(&crawl->scratch, &record, &e), &e);
    if (!write_revision(crawl, item, page, &record, "gone"))
        return;
    page->status = STATE_PAGE_GONE;
    page->changed = item->fetched;
    page->next_look = next_look(item, page, item->fetched);
    crawl->summary->gone++;
}

void crawl_look_missing(struct crawl *crawl, struct crawl_item *item, int status, const char *reason)
{
    struct state_page page = crawl_row_of(crawl, item, base_str(item->url));

    page.fetched = item->fetched;
    page.failures = 0;
    page.missing++;
    page.error = base_str(reason);
    if (page.status == STATE_PAGE_GONE) {
        page.next_look = next_look(item, &page, page.fetched);
    } else if (page.missing < MISSING_TWICE) {
        base_log(crawl->options->log, BASE_LOG_INFO, "%s: looked at again, to be confirmed", reason);
        page.next_look = crawl_schedule_confirm(page.fetched);
    } else if (hand_over(crawl, item, &page)) {
        crawl_count(crawl, item, "look:handed-over");
        return;
    } else {
        bury(crawl, item, &page, status);
        end_look(crawl, item, &page, "gone");
        return;
    }
    end_look(crawl, item, &page, "missing");
}
