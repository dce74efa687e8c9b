/*
 * The story in the data of the page's own program: application/json, window.__STATE__ = {...}, JSON.parse("..."),
 * text/template, data-page="{...}". Read only where the page shows no story itself (it is made in the browser), or,
 * for the date, states none.
 */
#include "extract/appdata.h"

enum {
    APP_SHOWN = 700,        /* weight of prose from which on a page shows its story */
    APP_BYTES = 16 << 20,   /* JSON read of a page */
    APP_LEAST_BYTES = 60,   /* a script with less holds no story and no date of one */
    APP_TRIES = 200,        /* assignments looked at */
    APP_ATTRIBUTES = 200,   /* attributes with data */
    APP_ATTRIBUTE_BYTES = 200, /* an attribute with less holds settings */
    APP_HEAD_BYTES = 20000, /* of a function, up to what it gives */
    APP_OBJECTS = 100000,   /* objects and arrays of a page */
    APP_UP = 5,             /* objects around the text in which its title, date and author may stand */
    APP_TITLE_LEAST = 12,   /* weight of a title that tells an object from others */
    APP_TITLES = 8,         /* statements of the page's title */
    APP_WORD_LEAST = 4      /* letters of a word that JSON writes as it is */
};

struct node {
    const json_t *value; /* an object or an array */
    const char *key;     /* the one it stands under; NULL in an array */
    uint32_t parent;     /* UINT32_MAX for a root */
    bool own;            /* its title is the page's, or that of one around it is */
};

struct app {
    struct extract_job *job;
    struct base_str *texts; /* scripts, and attributes with data */
    size_t text_count;
    json_t *roots[APP_TRIES];
    size_t root_count, tries, bytes;
    struct node *nodes;
    size_t count, capacity;
    bool matched; /* an object has the page's title */
};

/* ---- The values ---- */

static void take_root(struct app *app, struct base_str text, size_t *used)
{
    json_t *root;

    *used = 0;
    if (app->tries++ >= APP_TRIES || app->bytes > APP_BYTES)
        return;
    root = extract_json_load(text, used);
    app->bytes += root ? *used : text.len; /* what can't be read was gone through to its end */
    if (json_is_string(root)) { /* JSON.parse("...") */
        json_t *inner = extract_json_load(extract_json_text(root), NULL);
        json_decref(root);
        root = inner;
    }
    if (json_is_object(root) || json_is_array(root))
        app->roots[app->root_count++] = root;
    else
        json_decref(root);
}

static size_t skip_blank(struct base_str s, size_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\n' || s.ptr[at] == '\t' || s.ptr[at] == '\r'))
        at++;
    return at;
}

/* Behind what a function at AT gives, which is called at once: (function(a,b){return {...}}(...)). */
static size_t given_by(struct app *app, struct base_str s, size_t at)
{
    struct base_str head = base_str_sub(s, at, s.len - at > APP_HEAD_BYTES ? at + APP_HEAD_BYTES : s.len);
    size_t found = base_str_find(head, BASE_STR("return"));

    app->tries++;
    return found == SIZE_MAX ? s.len : skip_blank(s, at + found + sizeof "return" - 1);
}

/* Where behind the sign of assignment at AT a value starts; the script's length where none does. */
static size_t value_start(struct app *app, struct base_str s, size_t at)
{
    static const char parse[] = "JSON.parse(";
    struct base_str rest;

    at = skip_blank(s, at + 1);
    rest = base_str_sub(s, at, s.len);
    if (base_str_starts(rest, BASE_STR(parse)))
        return skip_blank(s, at + sizeof parse - 1);
    if (base_str_starts(rest, BASE_STR("(function(")))
        at = given_by(app, s, at);
    return at < s.len && (s.ptr[at] == '{' || s.ptr[at] == '[') ? at : s.len;
}

/* <script type="text/template"> holds HTML that the program puts into the page: a story of one part. */
static void take_template(struct app *app, struct base_str html)
{
    json_t *root = app->tries++ < APP_TRIES && app->bytes <= APP_BYTES ? json_array() : NULL;

    app->bytes += html.len;
    if (root && json_array_append_new(root, json_stringn_nocheck(html.ptr, html.len)) == 0)
        app->roots[app->root_count++] = root;
    else
        json_decref(root);
}

static void read_script(struct app *app, struct base_str script)
{
    size_t used = 0;

    script = base_str_trim(script);
    if (script.len < APP_LEAST_BYTES || base_str_starts(script, BASE_STR("<!--")))
        return;
    if (script.ptr[0] == '<') {
        take_template(app, script);
        return;
    }
    if (script.ptr[0] == '{' || script.ptr[0] == '[') {
        take_root(app, script, &used);
        return;
    }
    for (size_t at = 0; at < script.len && app->tries < APP_TRIES; at++) {
        const char *sign = memchr(script.ptr + at, '=', script.len - at);
        if (!sign)
            return;
        at = (size_t)(sign - script.ptr);
        size_t start = value_start(app, script, at);
        if (script.len - start < APP_LEAST_BYTES)
            continue;
        take_root(app, base_str_sub(script, start, script.len), &used);
        at = used ? start + used - 1 : at;
    }
}

static void add_node(struct app *app, const json_t *value, const char *key, uint32_t parent)
{
    struct node *items;

    if (!(json_is_object(value) || json_is_array(value)) || app->count >= APP_OBJECTS)
        return;
    items = base_arena_grow(app->job->arena, app->nodes, app->count, &app->capacity, sizeof *items);
    if (!items)
        return;
    app->nodes = items;
    items[app->count++] = (struct node){.value = value, .key = key, .parent = parent};
}

/* All objects and arrays, each behind the one that it stands in. */
static void collect(struct app *app)
{
    for (size_t i = 0; i < app->root_count; i++)
        add_node(app, app->roots[i], NULL, UINT32_MAX);
    for (uint32_t n = 0; n < app->count; n++) {
        const json_t *value = app->nodes[n].value;
        json_t *child;
        const char *key;
        size_t i;
        if (extract_app_is_aside(app->nodes[n].key))
            continue;
        if (json_is_array(value))
            json_array_foreach(value, i, child)
                add_node(app, child, NULL, n);
        else
            json_object_foreach((json_t *)value, key, child)
                add_node(app, child, key, n);
    }
}

/* ---- The page's own object ---- */

static const enum extract_key title_keys[] = {EXTRACT_KEY_HEADLINE, EXTRACT_KEY_PAGE_TITLE};

/* The page's titles begin with TITLE. */
static bool is_page_title(const struct extract_job *job, struct base_str title)
{
    title = base_str_trim(title);
    if (base_text_weight(title) < APP_TITLE_LEAST)
        return false;
    if (base_str_equal(title, job->article->title))
        return true;
    for (size_t k = 0; k < sizeof title_keys / sizeof title_keys[0]; k++) {
        size_t count;
        const struct extract_fact *facts = extract_facts_of(job, title_keys[k], &count);
        for (size_t i = 0; i < count; i++)
            if (base_str_starts(facts[i].value, title))
                return true;
    }
    return false;
}

static void find_own(struct app *app)
{
    for (size_t i = 0; i < app->count; i++) {
        struct node *node = &app->nodes[i];
        node->own = node->parent != UINT32_MAX && app->nodes[node->parent].own;
        if (!node->own && json_is_object(node->value) &&
            is_page_title(app->job, extract_app_value(node->value, EXTRACT_APP_TITLE, app->job->arena)))
            node->own = app->matched = true;
    }
}

/* ---- The text ---- */

struct story {
    uint32_t node;         /* where it stands */
    const json_t *value;   /* a string, or an array of the story's parts */
    uint64_t score, other; /* OTHER: the best one that stands elsewhere */
};

static void offer(const struct app *app, struct story *best, uint32_t node, const json_t *value, const char *key)
{
    uint64_t score = extract_app_text_weight(value);

    if (score == 0)
        return;
    score *= extract_app_is_body(key) ? 2 : 1;
    score *= app->nodes[node].own ? 8 : 1;
    if (score > best->score) {
        best->other = best->score;
        *best = (struct story){node, value, score, best->other};
    } else if (score > best->other) {
        best->other = score;
    }
}

static struct story find_story(const struct app *app)
{
    struct story best = {.node = UINT32_MAX};

    for (uint32_t n = 0; n < app->count; n++) {
        const struct node *node = &app->nodes[n];
        const char *key;
        json_t *child;
        if (extract_app_is_aside(node->key))
            continue;
        if (json_is_array(node->value)) {
            offer(app, &best, n, node->value, node->key);
            continue;
        }
        json_object_foreach((json_t *)node->value, key, child)
            if (json_is_string(child) && !extract_app_is_aside(key))
                offer(app, &best, n, child, key);
    }
    /* Of two stories as long, neither need be the page's. */
    if (best.score < EXTRACT_APP_TEXT_LEAST || (!app->matched && best.score < 2 * best.other))
        best.node = UINT32_MAX;
    if (best.node != UINT32_MAX && app->matched && !app->nodes[best.node].own)
        best.node = UINT32_MAX;
    return best;
}

/* ---- The facts ---- */

static void add_fact(struct app *app, enum extract_key key, struct base_str value)
{
    extract_fact_add(app->job, key, EXTRACT_ORIGIN_APP, EXTRACT_RANK_APP, PAGE_NONE, value);
}

/* Title, date and author from the objects around the text, the nearest first; behind an object with a title a list of
 * stories begins. */
static void add_facts_around(struct app *app, uint32_t n)
{
    struct base_str values[EXTRACT_APP_COUNT] = {{0}};

    for (int up = 0; n != UINT32_MAX && up < APP_UP; n = app->nodes[n].parent, up++) {
        const json_t *value = app->nodes[n].value;
        if (json_is_array(value) && values[EXTRACT_APP_TITLE].len)
            break;
        for (int k = 0; json_is_object(value) && k < EXTRACT_APP_COUNT; k++)
            if (!values[k].len)
                values[k] = extract_app_value(value, (enum extract_app_field)k, app->job->arena);
    }
    add_fact(app, EXTRACT_KEY_HEADLINE, values[EXTRACT_APP_TITLE]);
    add_fact(app, EXTRACT_KEY_AUTHOR, values[EXTRACT_APP_AUTHOR]);
    add_fact(app, EXTRACT_KEY_PUBLISHED, values[EXTRACT_APP_DATE]);
    add_fact(app, EXTRACT_KEY_MODIFIED, values[EXTRACT_APP_MODIFIED]);
    add_fact(app, EXTRACT_KEY_SOURCE, values[EXTRACT_APP_SOURCE]);
}

/* Attributes in which an element is given what its program shows: data-page="{...}", :article="{...}". */
static void add_attributes(struct app *app)
{
    const struct page *page = app->job->page;
    size_t limit = app->text_count + APP_ATTRIBUTES;

    for (uint32_t i = 0; i < page->count; i++) {
        const struct page_node *node = &page->nodes[i];
        for (size_t k = 0; k < node->attribute_count && app->text_count < limit; k++) {
            struct base_str value = node->attributes[k].value;
            if (value.len >= APP_ATTRIBUTE_BYTES && (value.ptr[0] == '{' || value.ptr[0] == '['))
                app->texts[app->text_count++] = value;
        }
    }
}

static void find_texts(struct app *app)
{
    const struct page *page = app->job->page;

    app->texts = BASE_NEW_ITEMS(app->job->arena, struct base_str, page->script_count + APP_ATTRIBUTES);
    if (!app->texts)
        return;
    for (; app->text_count < page->script_count; app->text_count++)
        app->texts[app->text_count] = page->scripts[app->text_count];
    add_attributes(app);
}

static bool shows_story(const struct extract_job *job)
{
    uint64_t weight = 0;

    for (uint32_t i = 0; i < job->blocks.count && weight < APP_SHOWN; i++)
        weight += extract_block_is_prose(&job->blocks.items[i]) ? job->blocks.items[i].weight : 0;
    return weight >= APP_SHOWN;
}

/* Of the beginning that a title shares with TITLE, where is_page_title takes it for the same, a word that JSON has no need to
 * escape; none where there is no such word. */
static struct base_str word_of(struct base_str title)
{
    size_t from = 0;

    title = base_str_trim(title);
    for (size_t i = 0; i < title.len && i < APP_TITLE_LEAST; i++)
        if (!base_is_ascii_letter(title.ptr[i]))
            from = i + 1;
        else if (i + 1 - from >= APP_WORD_LEAST)
            return base_str_sub(title, from, i + 1);
    return BASE_STR_NONE;
}

/* A word of each title of the page; 0: an object may be its own without any of them. */
static size_t words_of_titles(const struct extract_job *job, struct base_str words[APP_TITLES])
{
    size_t count = 0;

    if (job->article->title.len && !(words[count++] = word_of(job->article->title)).len)
        return 0;
    for (size_t k = 0; k < sizeof title_keys / sizeof title_keys[0]; k++) {
        size_t fact_count;
        const struct extract_fact *facts = extract_facts_of(job, title_keys[k], &fact_count);
        for (size_t i = 0; i < fact_count; i++)
            if (count == APP_TITLES || !(words[count++] = word_of(facts[i].value)).len)
                return 0;
    }
    return count;
}

static bool holds_any(struct base_str text, const struct base_str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (base_str_find(text, words[i]) != SIZE_MAX)
            return true;
    return false;
}

/* OWN: only objects with the page's title are asked for. */
static void read_texts(struct app *app, bool own)
{
    struct base_str words[APP_TITLES];
    size_t count = own ? words_of_titles(app->job, words) : 0;

    find_texts(app);
    for (size_t i = 0; i < app->text_count; i++)
        if (!count || holds_any(app->texts[i], words, count))
            read_script(app, app->texts[i]);
    collect(app);
    find_own(app);
}

static void drop_roots(struct app *app)
{
    for (size_t i = 0; i < app->root_count; i++)
        json_decref(app->roots[i]);
}

bool extract_read_app_data(struct extract_job *job)
{
    struct app app = {.job = job};
    struct story story;
    struct base_str text = BASE_STR_NONE;

    if (shows_story(job))
        return false;
    read_texts(&app, false);
    story = find_story(&app);
    if (story.node != UINT32_MAX)
        text = extract_app_html(story.value, job->arena);
    if (text.len) {
        add_fact(&app, EXTRACT_KEY_BODY, text);
        add_facts_around(&app, story.node);
    }
    drop_roots(&app);
    return text.len > 0;
}

/* ---- The date alone ---- */

/* Of the object that has the page's title. */
static struct base_str date_of_own(struct app *app)
{
    struct base_str date = BASE_STR_NONE;

    for (size_t i = 0; i < app->count && !date.len; i++)
        if (app->nodes[i].own && json_is_object(app->nodes[i].value))
            date = extract_app_value(app->nodes[i].value, EXTRACT_APP_DATE, app->job->arena);
    return date;
}

/* The one day that all statements like publish_time = "..." of the page's scripts and data agree on. */
static struct base_str date_of_assignments(struct app *app, const struct extract_date_context *context)
{
    struct base_str date = BASE_STR_NONE;

    for (size_t i = 0; i < app->text_count; i++) {
        struct base_str script = app->texts[i], value;
        size_t at = 0;
        while (extract_app_next_date(script, &at, &value)) {
            struct base_str other = extract_date_parse(app->job->arena, value, context);
            if (other.len < 10)
                continue;
            if (date.len && memcmp(date.ptr, other.ptr, 10) != 0)
                return BASE_STR_NONE;
            date = date.len >= other.len ? date : other;
        }
    }
    return date;
}

static bool is_plausible(const struct extract_job *job, struct base_str date)
{
    enum { FIRST_YEAR = 1990, FUTURE_S = 2 * 86400 };
    int64_t time;

    if (date.len < 10 || !base_time_parse(base_str_sub(date, 0, 10), &time))
        return false;
    return base_str_compare(date, BASE_STR("1990")) >= 0 &&
           (job->input->fetched == BASE_TIME_NONE || time <= job->input->fetched + FUTURE_S);
}

static void take_date(struct extract_job *job)
{
    struct extract_date_context context = {.lang = job->article->lang, .fetched = job->input->fetched};
    struct app app = {.job = job};
    struct base_str date;

    if (job->article->date.len)
        return;
    read_texts(&app, true);
    date = extract_date_parse(job->arena, date_of_own(&app), &context);
    drop_roots(&app);
    if (!is_plausible(job, date))
        date = date_of_assignments(&app, &context);
    if (!is_plausible(job, date))
        return;
    job->article->date = date;
    extract_set_from(job, EXTRACT_DATE, extract_origin_name(EXTRACT_ORIGIN_APP));
}

static void take_byline(struct extract_job *job)
{
    size_t count;
    const struct extract_fact *facts = extract_facts_of(job, EXTRACT_KEY_AUTHOR, &count);
    struct extract_article *a = job->article;
    struct extract_name_context context = {
        .site = a->site, .host = extract_host_label(job->page->url), .lang = a->lang};

    for (size_t i = 0; i < count && !a->byline.count; i++)
        if (facts[i].origin == EXTRACT_ORIGIN_APP)
            extract_names_add(job->arena, facts[i].value, &context, &a->byline);
    if (a->byline.count && !a->from[EXTRACT_BYLINE].len)
        extract_set_from(job, EXTRACT_BYLINE, extract_origin_name(EXTRACT_ORIGIN_APP));
}

void extract_app_rest(struct extract_job *job)
{
    take_date(job);
    take_byline(job);
}
