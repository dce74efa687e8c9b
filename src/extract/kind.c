/*
 * Kind: what the page is, and how sure it is that it is an article. A page that says it is something else
 * and has little text of its own is believed; an article that mentions such words is not.
 */
#include "extract/body.h"

enum {
    BODY_SHORT = 250,   /* a body of less weight may be a notice, a teaser, a form */
    BODY_WEAK = 700,
    BODY_FULL = 1500,
    PAGE_SMALL = 3000,  /* all text of a page that holds but a notice */
    PAGE_EMPTY = 40,
    PAGE_NOTICE = 300,  /* of one that says in a sentence that the story is gone */
    TITLE_LEAST = 24,   /* weight of a link that is a story's title */
    LEAD_MOST = 300,    /* a story's lead on a list, on the average */
    LIST_LINKS = 12,    /* title links of a front or section page */
    GALLERY_IMAGES = 5,
    STATED_PROSE = 4    /* paragraphs that a body from JSON-LD counts for */
};

struct evidence {
    uint64_t kept, kept_links, all;
    unsigned titles;     /* blocks outside the body that are a link with a title's length */
    unsigned titles_headed; /* of those in headings */
    unsigned titles_within; /* in the body, and between its blocks */
    unsigned kept_blocks;   /* that are no such link */
    unsigned kept_prose; /* paragraphs in the body */
    unsigned figures;    /* pictures with a caption */
    bool password, article, list, video, gallery, live, dated, bylined, front;
    bool named; /* the address is made of the title's words */
    struct base_str title, head; /* the title; and with it the page's: folded */
};

static bool type_is(const struct extract_job *job, const char *const *names)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_TYPE, &count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; names[k]; k++)
            if (base_str_equal_nocase(facts[i].value, base_str(names[k])))
                return true;
    return false;
}

static void read_types(const struct extract_job *job, struct evidence *e)
{
    static const char *const article[] = {
        "article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
        "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "BlogPosting", "TechArticle",
        "ScholarlyArticle", "Report", "SocialMediaPosting", "AdvertiserContentArticle", "SatiricalArticle",
        "news", NULL};
    static const char *const list[] = {"CollectionPage", "ItemList", "SearchResultsPage", "Blog", NULL};
    static const char *const video[] = {"VideoObject", "video", "video.other", "video.episode", "video.movie", NULL};
    static const char *const gallery[] = {"ImageGallery", "MediaGallery", NULL};
    static const char *const live[] = {"LiveBlogPosting", NULL};

    e->article = type_is(job, article);
    e->list = type_is(job, list);
    e->video = type_is(job, video);
    e->gallery = type_is(job, gallery);
    e->live = type_is(job, live);
}

/* The first characters, enough for a notice. */
static struct base_str folded(struct base_arena *arena, struct base_str s)
{
    enum { MOST = 4000 };
    struct base_buf out = BASE_BUF_INIT;

    for (size_t at = 0; at < s.len && out.len < MOST;)
        base_buf_add_utf8(&out, base_char_fold(base_utf8_next(s, &at)));
    struct base_str copy = base_arena_str(arena, base_buf_str(&out));
    base_buf_free(&out);
    return copy;
}

static unsigned count_figures(const struct extract_job *job)
{
    unsigned count = 0;

    for (uint32_t n = 0; n < job->page->count; n++)
        count += page_at(job->page, n)->tag == PAGE_TAG_FIGCAPTION && !job->skip[n];
    return count;
}

static bool has_password(const struct extract_job *job)
{
    for (uint32_t n = 0; n < job->page->count; n++)
        if (page_at(job->page, n)->tag == PAGE_TAG_INPUT && !job->skip[n] &&
            base_str_equal_nocase(page_attribute(job->page, n, "type"), BASE_STR("password")))
            return true;
    return false;
}

static void read_blocks(const struct extract_job *job, struct evidence *e)
{
    uint32_t *anchors = extract_anchors_make(job);
    unsigned since = 0; /* titles behind the last block of the body so far */

    for (uint32_t i = 0; anchors && i < job->blocks.count; i++) {
        const struct page_block *b = &job->blocks.items[i];
        bool title = b->link_weight >= TITLE_LEAST && extract_title_link(job, anchors, i) != PAGE_NONE;
        e->all += b->weight;
        if (job->keep[i]) {
            e->titles_within += title + (e->kept ? since : 0);
            e->kept_blocks += !title;
            since = 0;
            e->kept += b->weight;
            e->kept_links += b->link_weight;
            e->kept_prose += extract_block_is_prose(b);
        } else if (title) {
            e->titles++;
            since++;
            e->titles_headed += page_is_heading(page_at(job->page, b->owner)->tag);
        }
    }
}

/* The last step of the path is the title in words: /bridge-reopens-after-a-year.html */
static bool is_named(struct base_str url, struct base_str title)
{
    enum { LEAST_WORDS = 3 };
    struct base_str path = base_url_path(url), word;
    size_t words = 0, found = 0, from = 0;

    while (base_str_ends(path, BASE_STR("/")))
        path.len--;
    for (size_t i = 0; i < path.len; i++)
        from = path.ptr[i] == '/' ? i + 1 : from;
    path = base_str_sub(path, from, path.len);
    while (path.len && base_str_next(&path, '-', &word)) {
        size_t digits = 0;
        while (digits < word.len && word.ptr[digits] >= '0' && word.ptr[digits] <= '9')
            digits++;
        if (word.len < 3 || digits == word.len)
            continue;
        words++;
        found += base_str_find_nocase(title, word) != SIZE_MAX;
    }
    return found >= LEAST_WORDS && found * 10 >= words * 7;
}

/* No address was given, and the page states none. */
static bool is_unknown(struct base_str url)
{
    return base_str_ends(base_url_host(url), BASE_STR(".invalid"));
}

static bool is_front(struct base_str url)
{
    struct base_str path = base_url_path(url);

    if (is_unknown(url))
        return false;
    return base_str_equal(path, BASE_STR("/")) || path.len == 0 || base_str_equal(path, BASE_STR("/index.html")) ||
           base_str_equal(path, BASE_STR("/index.php"));
}

static struct evidence gather(struct extract_job *job)
{
    struct evidence e = {0};

    read_types(job, &e);
    read_blocks(job, &e);
    if (e.kept == 0 && job->article->body.len) { /* stated, not shown */
        e.kept = base_text_weight(job->article->body);
        e.kept_prose = STATED_PROSE;
        e.all += e.kept;
    }
    e.password = has_password(job);
    e.figures = count_figures(job);
    e.dated = job->article->date.len > 0;
    e.bylined = job->article->byline.count > 0;
    e.front = is_front(job->page->url) && base_url_query(job->page->url).len == 0;
    e.named = is_named(job->page->url, job->article->title);
    struct base_str title = extract_fact_value(job, EXTRACT_KEY_PAGE_TITLE);
    e.title = folded(job->arena, job->article->title);
    e.head = folded(job->arena, base_arena_printf(job->arena, "%.*s\n%.*s", BASE_STR_ARG(job->article->title),
                                                  BASE_STR_ARG(title)));
    return e;
}

/* The page's first visible words, enough for a notice. */
static struct base_str first_words(const struct extract_job *job)
{
    struct base_buf buf = BASE_BUF_INIT;

    for (uint32_t i = 0; i < job->blocks.count && buf.len < 4000; i++) {
        base_buf_add_str(&buf, job->blocks.items[i].text);
        base_buf_add_char(&buf, '\n');
    }
    struct base_str words = base_arena_str(job->arena, base_buf_str(&buf));
    base_buf_free(&buf);
    return words;
}

/* What came instead of an article; EXTRACT_ARTICLE where nothing speaks for such a thing. */
static enum extract_kind instead(const struct extract_job *job, const struct evidence *e)
{
    int status = job->input->status;
    bool small = e->all < PAGE_SMALL && e->kept < BODY_FULL;

    if (status == 404 || status == 410)
        return EXTRACT_GONE;
    if (small && (status == 401 || status == 403 || status == 429 || status == 503))
        return EXTRACT_BLOCKED;
    /* What was taken for a body, or all there is where nothing was. */
    struct base_str words = job->article->body.len ? job->article->body : first_words(job);
    words = small ? folded(job->arena, words) : BASE_STR_NONE;
    if (small && (extract_notice_in(e->head, EXTRACT_NOTICE_BLOCKED) ||
                  (e->kept < BODY_WEAK && !e->article && extract_notice_in(words, EXTRACT_NOTICE_BLOCKED))))
        return EXTRACT_BLOCKED;
    if (e->kept < BODY_WEAK && !e->article && extract_notice_in(e->head, EXTRACT_NOTICE_MISSING))
        return EXTRACT_MISSING;
    if (e->all < PAGE_NOTICE && !e->article && !e->dated && extract_notice_in(words, EXTRACT_NOTICE_MISSING))
        return EXTRACT_MISSING;
    if (small && !e->article && !e->dated && e->kept_prose < 6 &&
        (extract_notice_in(e->head, EXTRACT_NOTICE_CONSENT) || extract_notice_in(words, EXTRACT_NOTICE_CONSENT)))
        return EXTRACT_CONSENT;
    if (e->kept < BODY_SHORT && !e->article && !e->dated &&
        (e->password ? e->kept_prose < 2 : extract_notice_in(e->title, EXTRACT_NOTICE_LOGIN)))
        return EXTRACT_LOGIN;
    return e->all < PAGE_EMPTY ? EXTRACT_EMPTY : EXTRACT_ARTICLE;
}

/* Thousandths, from independent signs. */
static unsigned sureness(const struct evidence *e)
{
    int score = 0;

    score += e->kept >= BODY_FULL ? 450 : e->kept >= BODY_WEAK ? 350 : e->kept >= BODY_SHORT ? 200 : e->kept ? 80 : 0;
    score += e->kept_prose >= 4 ? 150 : e->kept_prose >= 2 ? 100 : 0;
    score += e->article || e->live ? 200 : 0;
    score += e->dated ? 120 : 0;
    score += e->bylined ? 80 : 0;
    score -= e->front ? 350 : 0;
    score -= e->list && !e->article ? 150 : 0;
    if (e->titles >= LIST_LINKS && e->kept < BODY_FULL)
        score -= e->titles_headed >= LIST_LINKS ? 150 : 60;
    return score < 0 ? 0 : score > 1000 ? 1000 : (unsigned)score;
}

/* The text is the leads of other stories: their titles, links, stand between its short blocks. */
static bool is_leads(const struct evidence *e)
{
    return e->titles_within >= LIST_LINKS / 2 && e->titles_within * 10 >= e->kept_blocks * 9 &&
           e->kept < ((uint64_t)e->kept_blocks + e->titles_within) * LEAD_MOST;
}

static enum extract_kind with_text(const struct extract_job *job, const struct evidence *e)
{
    bool stated = e->article || (e->dated && e->bylined);

    if (e->live || job->article->entries.count)
        return EXTRACT_LIVE;
    if (!e->article && e->kept_links * 10 > e->kept * 4) /* what was taken for text is a list of links */
        return EXTRACT_LIST;
    if (e->front && e->titles >= LIST_LINKS && !e->article)
        return EXTRACT_LIST;
    if (!stated && !e->dated && !e->named && is_leads(e))
        return EXTRACT_LIST;
    bool scant = e->kept < BODY_SHORT || (e->kept < BODY_WEAK && e->kept_prose < 3);
    if (!stated && !e->dated && !e->named && scant && e->titles >= LIST_LINKS)
        return EXTRACT_LIST;
    if (e->list && !stated && e->titles >= LIST_LINKS / 2 && e->kept < BODY_WEAK)
        return EXTRACT_LIST;
    if (e->kept == 0)
        return e->video ? EXTRACT_VIDEO : EXTRACT_OTHER;
    if (e->kept < BODY_WEAK && (e->gallery || e->kept < BODY_SHORT * 2) && e->figures >= GALLERY_IMAGES &&
        e->figures > e->kept_prose * 2)
        return EXTRACT_GALLERY;
    if (e->kept < BODY_WEAK && e->video && !e->article)
        return EXTRACT_VIDEO;
    if (e->kept < BODY_SHORT && e->kept_prose < 2 && !stated && !e->dated)
        return EXTRACT_OTHER;
    return EXTRACT_ARTICLE;
}

void extract_kind(struct extract_job *job)
{
    struct extract_article *a = job->article;
    struct evidence e = gather(job);

    a->kind = instead(job, &e);
    if (a->kind == EXTRACT_ARTICLE && job->input->selected && job->input->selected->not_article)
        a->kind = EXTRACT_OTHER;
    if (a->kind == EXTRACT_ARTICLE && !extract_selected(job, SELECT_BODY))
        a->kind = with_text(job, &e);
    a->article = sureness(&e);
    if (extract_kind_has_body(a->kind) && a->body.len)
        return;
    if (a->kind == EXTRACT_ARTICLE)
        a->kind = EXTRACT_OTHER;
    if (a->article > 300)
        a->article = 300;
    a->body = a->markdown = BASE_STR_NONE;
    a->from[EXTRACT_BODY] = BASE_STR_NONE;
}
