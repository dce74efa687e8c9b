/* The table of the record's keys, and what makes a record ready to be written. */
#include "record/private.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define AT(member) .offset = offsetof(struct record, member)
#define FROM(name) .field = EXTRACT_##name + 1

static const struct record_part string_parts[] = {{NULL, 0, RECORD_LINE, true}};
static const struct record_part link_parts[] = {
    {"title", offsetof(struct extract_link, title), RECORD_LINE, true},
    {"url", offsetof(struct extract_link, url), RECORD_ADDRESS, true},
};
static const struct record_part image_parts[] = {
    {"url", offsetof(struct extract_image, url), RECORD_ADDRESS, true},
    {"caption", offsetof(struct extract_image, caption), RECORD_LINE, false},
    {"credit", offsetof(struct extract_image, credit), RECORD_LINE, false},
};
static const struct record_part entry_parts[] = {
    {"date", offsetof(struct extract_entry, date), RECORD_DATE, false},
    {"title", offsetof(struct extract_entry, title), RECORD_LINE, false},
    {"text", offsetof(struct extract_entry, text), RECORD_TEXT, false},
    {"url", offsetof(struct extract_entry, url), RECORD_ADDRESS, false},
};
static const struct record_shape strings = {sizeof(struct base_str), string_parts, COUNT(string_parts)};
static const struct record_shape links = {sizeof(struct extract_link), link_parts, COUNT(link_parts)};
static const struct record_shape images = {sizeof(struct extract_image), image_parts, COUNT(image_parts)};
static const struct record_shape entries = {sizeof(struct extract_entry), entry_parts, COUNT(entry_parts)};

static const char *const access_words[] = {"free", "paywalled", "metered", NULL};
static const char *const reason_words[] = {"edited", "rules", "gone", NULL};

const struct record_key record_keys[] = {
    {"url", RECORD_STRING, AT(url), RECORD_ADDRESS, .always = true, .never_null = true,
     .about = "The page's address as fetched, after redirects"},
    {"title", RECORD_STRING, AT(article.title), .always = true, FROM(TITLE),
     .about = "Headline as a reader sees it, without the site's name"},
    {"byline", RECORD_LIST, AT(article.byline), .always = true, .shape = &strings, FROM(BYLINE),
     .about = "Names of the authors, without label words"},
    {"date", RECORD_STRING, AT(article.date), RECORD_DATE, .always = true, FROM(DATE),
     .about = "Date of publication, exactly as precise as the page states it"},
    {"body", RECORD_STRING, AT(article.body), RECORD_TEXT, .always = true, FROM(BODY),
     .about = "The article's text; blocks are separated by a blank line; null where the page has no article"},
    {NULL, RECORD_STRING, AT(article.markdown), RECORD_TEXT},
    {"related", RECORD_LIST, AT(article.related), .always = true, .shape = &links, FROM(RELATED),
     .about = "Links that the page offers with the article"},
    {"kind", RECORD_KIND, AT(article.kind), .always = true,
     .about = "What the page is; only article, live, gallery and video have a body"},
    {"article", RECORD_SURENESS, AT(article.article), .always = true,
     .about = "How sure it is that this page is an article"},
    {"input", RECORD_STRING, AT(input), .about = "The address or file that was given, where it is not url"},
    {"canonical", RECORD_STRING, AT(article.canonical), RECORD_ADDRESS, FROM(CANONICAL),
     .about = "The canonical address that the page states"},
    {"site", RECORD_STRING, AT(article.site), FROM(SITE), .about = "Name of the publication"},
    {"modified", RECORD_STRING, AT(article.modified), RECORD_DATE, FROM(MODIFIED),
     .about = "Date of the last update"},
    {"editor", RECORD_LIST, AT(article.editor), .shape = &strings, FROM(EDITOR), .about = "Names of the editors"},
    {"source", RECORD_STRING, AT(article.source), FROM(SOURCE),
     .about = "Stated origin of a reprinted or agency text"},
    {"section", RECORD_STRING, AT(article.section), FROM(SECTION), .about = "Section of the publication"},
    {"tags", RECORD_LIST, AT(article.tags), .shape = &strings, FROM(TAGS), .about = "Keywords that the page gives"},
    {"description", RECORD_STRING, AT(article.description), FROM(DESCRIPTION),
     .about = "Standfirst or summary that the page gives"},
    {"lang", RECORD_STRING, AT(article.lang), FROM(LANG), .about = "Language, BCP 47"},
    {"image", RECORD_OBJECT, AT(article.image), .shape = &images, FROM(IMAGE), .about = "The article's main image"},
    {"images", RECORD_LIST, AT(article.images), .shape = &images, .about = "Images of the article, in order"},
    {"entries", RECORD_LIST, AT(article.entries), .shape = &entries, FROM(ENTRIES),
     .about = "Entries of a live blog"},
    {"pages", RECORD_INTEGER, AT(pages), .about = "Of how many pages the text was joined"},
    {"access", RECORD_STRING, AT(article.access), .words = access_words, FROM(ACCESS),
     .about = "Whether the text is free to read, where the page says so"},
    {"flags", RECORD_FLAGS, AT(article.flags), .about = "Doubts about this record"},
    {"from", RECORD_FROM, AT(article.from), .about = "Where each field came from"},
    {"charset", RECORD_STRING, AT(charset), .about = "The encoding the bytes were decoded from"},
    {"fetched", RECORD_TIME, AT(fetched), .about = "When the page was fetched, UTC"},
    {"status", RECORD_INTEGER, AT(status), .about = "HTTP status of the response"},
    {"warc", RECORD_WARC, AT(warc), .about = "The WARC record that holds the page"},
    {"revision", RECORD_INTEGER, AT(revision),
     .about = "1 for the first clipping of an article, one more for each change of its text or title"},
    {"reason", RECORD_STRING, AT(reason), .words = reason_words, .about = "Why this revision was written"},
    {"hash", RECORD_STRING, AT(hash), RECORD_HEX, .about = "XXH3-128 of title, newline and body"},
    {"simhash", RECORD_STRING, AT(simhash), RECORD_HEX,
     .about = "Fingerprint of the body; near texts differ in few bits"},
    {"schema", RECORD_VERSION, .always = true, .about = "Version of this schema; within it keys are only added"},
};
const size_t record_key_count = COUNT(record_keys);

/* ---- Access by the table ---- */

#define SAME_LAYOUT(type)                                                                                        \
    _Static_assert(sizeof(struct type) == sizeof(struct record_list) &&                                          \
                       offsetof(struct type, items) == offsetof(struct record_list, items) &&                    \
                       offsetof(struct type, count) == offsetof(struct record_list, count),                      \
                   #type " is a list like the others")
SAME_LAYOUT(base_str_list);
SAME_LAYOUT(extract_links);
SAME_LAYOUT(extract_images);
SAME_LAYOUT(extract_entries);

struct record_list record_list_get(const struct record *r, const struct record_key *key)
{
    struct record_list list;
    memcpy(&list, (const char *)r + key->offset, sizeof list);
    return list;
}

void record_list_set(struct record *r, const struct record_key *key, struct record_list list)
{
    memcpy((char *)r + key->offset, &list, sizeof list);
}

struct base_str *record_part_of(char *item, const struct record_part *part)
{
    return (struct base_str *)(void *)(item + part->offset);
}

bool record_item_complete(char *item, const struct record_shape *shape)
{
    bool any = false;
    for (size_t i = 0; i < shape->part_count; i++) {
        bool empty = record_part_of(item, &shape->parts[i])->len == 0;
        if (empty && shape->parts[i].required)
            return false;
        any |= !empty;
    }
    return any;
}

bool record_has(const struct record *record, const struct record_key *key)
{
    const char *at = (const char *)record + key->offset;
    switch (key->type) {
    case RECORD_STRING:
        return ((const struct base_str *)(const void *)at)->len > 0;
    case RECORD_OBJECT:
        return record_item_complete((char *)(uintptr_t)at, key->shape);
    case RECORD_LIST:
        return record_list_get(record, key).count > 0;
    case RECORD_INTEGER:
        return *(const int64_t *)(const void *)at != 0;
    case RECORD_TIME:
        return *(const int64_t *)(const void *)at != BASE_TIME_NONE;
    case RECORD_FLAGS:
        return record->article.flags != 0;
    case RECORD_WARC:
        return record->warc.file.len > 0;
    case RECORD_FROM:
        for (size_t i = 0; i < record_key_count; i++) {
            const struct record_key *k = &record_keys[i];
            if (k->field > 0 && record->article.from[k->field - 1].len > 0 && record_has(record, k))
                return true;
        }
        return false;
    case RECORD_SURENESS:
    case RECORD_KIND:
    case RECORD_VERSION:
        break;
    }
    return true;
}

/* ---- What a string may be ---- */

static bool take_number(struct base_str *s, size_t digits, size_t max, size_t *out)
{
    if (s->len < digits || !base_str_to_size(base_str_sub(*s, 0, digits), max, out))
        return false;
    *s = base_str_sub(*s, digits, s->len);
    return true;
}

static bool take_char(struct base_str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = base_str_sub(*s, 1, s->len);
    return true;
}

/* THH:MM, with seconds, a fraction and a zone where they are known. */
static bool is_time_of_day(struct base_str s)
{
    size_t n;
    if (!take_char(&s, 'T') || !take_number(&s, 2, 23, &n) || !take_char(&s, ':') || !take_number(&s, 2, 59, &n))
        return false;
    if (take_char(&s, ':')) {
        if (!take_number(&s, 2, 60, &n))
            return false;
        if (take_char(&s, '.')) {
            if (!take_number(&s, 1, 9, &n))
                return false;
            while (take_number(&s, 1, 9, &n))
                ;
        }
    }
    if (s.len == 0 || base_str_equal(s, BASE_STR("Z")))
        return true;
    return (take_char(&s, '+') || take_char(&s, '-')) && take_number(&s, 2, 23, &n) && take_char(&s, ':') &&
           take_number(&s, 2, 59, &n) && s.len == 0;
}

/* YYYY, YYYY-MM, YYYY-MM-DD or that with a time. */
static bool is_date(struct base_str s)
{
    size_t year, month = 1, day = 1;
    int64_t days;
    if (!take_number(&s, 4, 9999, &year))
        return false;
    if (s.len > 0 && (!take_char(&s, '-') || !take_number(&s, 2, 12, &month)))
        return false;
    if (s.len > 0 && (!take_char(&s, '-') || !take_number(&s, 2, 31, &day)))
        return false;
    return base_time_days((int)year, (int)month, (int)day, &days) && (s.len == 0 || is_time_of_day(s));
}

static bool is_hex(struct base_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\0' || strchr("0123456789abcdef", s.ptr[i]) == NULL)
            return false;
    }
    return true;
}

bool record_fits(struct base_str s, enum record_mode mode, const char *const *words)
{
    for (; words != NULL; words++) {
        if (*words == NULL)
            return false;
        if (base_str_equal(s, base_str(*words)))
            break;
    }
    switch (mode) {
    case RECORD_ADDRESS:
        return (base_str_starts(s, BASE_STR("http://")) || base_str_starts(s, BASE_STR("https://"))) &&
               base_url_host(s).len > 0 && s.len <= BASE_LIMIT_URL_BYTES;
    case RECORD_DATE:
        return is_date(s);
    case RECORD_HEX:
        return is_hex(s);
    case RECORD_LINE:
    case RECORD_TEXT:
        break;
    }
    return true;
}

/* ---- Finishing ---- */

static void finish_string(struct base_arena *arena, struct base_str *s, enum record_mode mode,
                          const char *const *words)
{
    if (s->len > 0)
        *s = decode_clean(arena, *s, mode == RECORD_TEXT ? DECODE_CLEAN_TEXT : DECODE_CLEAN_LINE);
    if (s->len == 0 || !record_fits(*s, mode, words))
        *s = BASE_STR_NONE;
}

static void finish_item(struct base_arena *arena, char *item, const struct record_shape *shape)
{
    for (size_t i = 0; i < shape->part_count; i++)
        finish_string(arena, record_part_of(item, &shape->parts[i]), shape->parts[i].mode, NULL);
}

static uint64_t item_hash(char *item, const struct record_shape *shape)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < shape->part_count; i++)
        hash = hash * UINT64_C(0x9E3779B97F4A7C15) + base_hash64(*record_part_of(item, &shape->parts[i]));
    return hash;
}

static bool items_equal(char *a, char *b, const struct record_shape *shape)
{
    for (size_t i = 0; i < shape->part_count; i++) {
        const struct record_part *part = &shape->parts[i];
        if (!base_str_equal(*record_part_of(a, part), *record_part_of(b, part)))
            return false;
    }
    return true;
}

/* Keeps the complete items, each once, in order. SLOTS is a hash table of positions + 1. */
static void finish_list(struct base_arena *arena, struct record_list *list, const struct record_shape *shape)
{
    size_t room = 16, kept = 0;
    while (room / 2 < list->count)
        room *= 2;
    size_t *slots = list->count > 0 ? BASE_NEW_ARRAY(arena, size_t, room) : NULL;
    if (slots == NULL) {
        list->count = 0;
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        char *item = list->items + i * shape->size;
        finish_item(arena, item, shape);
        if (!record_item_complete(item, shape))
            continue;
        size_t slot = item_hash(item, shape) & (room - 1);
        while (slots[slot] != 0 && !items_equal(item, list->items + (slots[slot] - 1) * shape->size, shape))
            slot = (slot + 1) & (room - 1);
        if (slots[slot] != 0)
            continue;
        memmove(list->items + kept * shape->size, item, shape->size);
        slots[slot] = ++kept;
    }
    list->count = kept;
}

static void finish_key(struct base_arena *arena, struct record *record, const struct record_key *key)
{
    struct record_list list;
    switch (key->type) {
    case RECORD_STRING:
        finish_string(arena, record_string(record, key), key->mode, key->words);
        break;
    case RECORD_OBJECT:
        finish_item(arena, (char *)record + key->offset, key->shape);
        break;
    case RECORD_LIST:
        list = record_list_get(record, key);
        finish_list(arena, &list, key->shape);
        record_list_set(record, key, list);
        break;
    case RECORD_WARC:
        finish_string(arena, &record->warc.file, RECORD_LINE, NULL);
        finish_string(arena, &record->warc.id, RECORD_LINE, NULL);
        break;
    case RECORD_FROM:
        for (size_t i = 0; i < EXTRACT_FIELD_COUNT; i++)
            finish_string(arena, &record->article.from[i], RECORD_LINE, NULL);
        break;
    default:
        break;
    }
}

/* A field without a value has no origin. */
static void finish_from(struct record *record)
{
    for (size_t i = 0; i < record_key_count; i++) {
        const struct record_key *key = &record_keys[i];
        if (key->field > 0 && !record_has(record, key))
            record->article.from[key->field - 1] = BASE_STR_NONE;
    }
}

static void fingerprint(struct base_arena *arena, struct record *record)
{
    struct base_str title = record->article.title, body = record->article.body;
    char hex[33];
    record->hash = record->simhash = BASE_STR_NONE;
    if (body.len == 0)
        return;
    char *text = base_arena_room(arena, title.len + 1 + body.len);
    if (text == NULL)
        return;
    if (title.len > 0)
        memcpy(text, title.ptr, title.len);
    text[title.len] = '\n';
    memcpy(text + title.len + 1, body.ptr, body.len);
    base_hash128_hex(base_hash128((struct base_str){text, title.len + 1 + body.len}), hex);
    record->hash = base_arena_str(arena, base_str(hex));
    if (record_simhash(body, hex))
        record->simhash = base_arena_str(arena, base_str(hex));
}

int record_finish(struct base_arena *arena, struct record *record, struct base_error *e)
{
    if (!extract_kind_has_body(record->article.kind))
        record->article.body = record->article.markdown = BASE_STR_NONE;
    if (record->article.article > 1000)
        record->article.article = 1000;
    for (size_t i = 0; i < record_key_count; i++)
        finish_key(arena, record, &record_keys[i]);
    if (record->article.body.len == 0)
        record->article.markdown = BASE_STR_NONE;
    finish_from(record);
    fingerprint(arena, record);
    if (arena->failed)
        return base_fail(e, BASE_NOMEM, "%.*s: out of memory for its record", BASE_STR_ARG(record->url));
    return BASE_OK;
}
