/* Which encoding a document is in, from all that is said about it and from its bytes. */
#include "decode/private.h"

#include <stdlib.h>
#include <uchardet/uchardet.h>

struct decode_context *decode_open(const struct decode_iconv *converter)
{
    struct decode_context *context = calloc(1, sizeof *context);
    if (!context)
        return NULL;
    context->iconv = decode_iconv_system();
    if (converter && converter->open)
        context->iconv.open = converter->open;
    if (converter && converter->convert)
        context->iconv.convert = converter->convert;
    if (converter && converter->close)
        context->iconv.close = converter->close;
    return context;
}

void decode_close(struct decode_context *context)
{
    if (!context)
        return;
    for (size_t i = 0; i < DECODE_ID_COUNT; i++)
        decode_table_free(context->tables[i]);
    if (context->detector)
        uchardet_delete(context->detector);
    free(context->out);
    free(context->sample);
    free(context);
}

void decode_supply(struct decode_context *context, const struct decode_supplier *supplier)
{
    context->supplier = *supplier;
}

/* One encoding that the document may be in, and how it went. */
struct trial {
    enum decode_id id; /* DECODE_ID_NONE: no such candidate */
    enum decode_from from;
    struct decode_run run;
    bool done;
};

struct choice {
    struct base_str bytes; /* without BOM */
    struct decode_utf8 utf8;
    struct trial header, meta, guess;
    struct trial *best;
    bool conflict;
};

static bool is_single(enum decode_id id)
{
    return decode_encodings[id].kind == DECODE_KIND_SINGLE || decode_encodings[id].kind == DECODE_KIND_SINGLE_C1;
}

static bool is_utf16(enum decode_id id)
{
    return id == DECODE_ID_UTF_16LE || id == DECODE_ID_UTF_16BE;
}

/* Encodings of languages in the Latin script: isolated bytes above 7F among ASCII letters. */
static bool is_latin(enum decode_id id)
{
    switch (id) {
    case DECODE_ID_WINDOWS_1250:
    case DECODE_ID_WINDOWS_1252:
    case DECODE_ID_WINDOWS_1254:
    case DECODE_ID_WINDOWS_1257:
    case DECODE_ID_ISO_8859_2:
    case DECODE_ID_ISO_8859_3:
    case DECODE_ID_ISO_8859_4:
    case DECODE_ID_ISO_8859_10:
    case DECODE_ID_ISO_8859_13:
    case DECODE_ID_ISO_8859_14:
    case DECODE_ID_ISO_8859_15:
    case DECODE_ID_ISO_8859_16:
    case DECODE_ID_MACINTOSH: return true;
    default: return false;
    }
}

static int run_trial(struct decode_context *context, struct choice *c, struct trial *t, struct base_error *e)
{
    t->done = true;
    return decode_run(context, t->id, c->bytes, &t->run, e);
}

/* The same for a candidate that nobody insists on: where this system lacks it, it is none. */
static int run_other(struct decode_context *context, struct choice *c, struct trial *t, struct base_error *e)
{
    int status = run_trial(context, c, t, NULL);
    t->done = status == BASE_OK;
    if (status == BASE_MISSING)
        return BASE_OK;
    return status == BASE_OK ? status : base_fail(e, status, "charset %s: out of memory", decode_encodings[t->id].name);
}

/* At most one malformed sequence, or one in a thousand characters that are not ASCII. */
static bool is_clean(const struct trial *t)
{
    size_t errors = t->run.errors, all = t->run.characters;
    return errors == 0 || (errors == 1 && all > 4) || errors <= all / 1000;
}

/* Damaged, but beyond doubt this encoding: bytes of another one would be wrong far more often. */
static bool is_likely(const struct trial *t)
{
    return t->run.errors <= t->run.characters / 10;
}

/* The bytes are well-formed UTF-8: does that outweigh a declaration of another encoding? A single-byte encoding
 * has no reason to form a sequence; in pairs of a multi-byte one it may happen now and then. */
static bool utf8_outweighs(const struct choice *c, enum decode_id declared)
{
    size_t weight = c->utf8.short_sequences + 2 * c->utf8.long_sequences;
    return c->utf8.valid && weight >= (is_single(declared) ? 2u : 4u);
}

/* Text of UTF-16 has bytes 0 in its markup, spaces and line breaks. */
static bool has_nul(struct base_str s)
{
    return s.len == 0 || memchr(s.ptr, '\0', s.len < 4096 ? s.len : 4096) != NULL;
}

static void set_guess(struct choice *c, enum decode_id id)
{
    c->guess = (struct trial){.id = id, .from = DECODE_FROM_GUESS};
    c->best = &c->guess;
}

/* Takes UTF-8, from the declaration that says so where one does. */
static void take_utf8(struct choice *c)
{
    if (c->header.id == DECODE_ID_UTF_8)
        c->best = &c->header;
    else if (c->meta.id == DECODE_ID_UTF_8)
        c->best = &c->meta;
    else
        set_guess(c, DECODE_ID_UTF_8);
}

/* Bytes above 7F are missing. True where that settles it. */
static bool settle_ascii(struct choice *c)
{
    struct trial *declared = c->header.id != DECODE_ID_NONE ? &c->header : &c->meta;
    if (!c->utf8.ascii)
        return false;
    if (declared->id != DECODE_ID_NONE)
        c->best = declared;
    else if (base_str_find(c->bytes, BASE_STR("\033$B")) != SIZE_MAX ||
             base_str_find(c->bytes, BASE_STR("\033$@")) != SIZE_MAX)
        set_guess(c, DECODE_ID_ISO_2022_JP);
    else
        set_guess(c, DECODE_ID_UTF_8);
    return true;
}

/* UTF-16 that only its NUL bytes tell. */
static enum decode_id bare_utf16(struct base_str s)
{
    if (s.len >= 4 && s.ptr[0] == '<' && !s.ptr[1] && s.ptr[2] && !s.ptr[3])
        return DECODE_ID_UTF_16LE;
    if (s.len >= 4 && !s.ptr[0] && s.ptr[1] == '<' && !s.ptr[2] && s.ptr[3])
        return DECODE_ID_UTF_16BE;
    return DECODE_ID_NONE;
}

/* Of the candidates tried the one that fits best: a damaged multi-byte encoding before a single-byte one, which
 * finds no fault in anything. */
static struct trial *least_wrong(struct choice *c, struct trial *const trials[], size_t count)
{
    struct trial *multi = NULL, *single = NULL;
    for (size_t i = 0; i < count; i++) {
        struct trial *t = trials[i];
        if (!t->done)
            continue;
        if (is_single(t->id)) {
            single = single ? single : t;
        } else if (!multi || t->run.errors < multi->run.errors) {
            multi = t;
        }
    }
    if (multi && is_likely(multi))
        return multi;
    if (single)
        return single;
    set_guess(c, DECODE_ID_WINDOWS_1252);
    return c->best;
}

static void ask_detector(struct decode_context *context, struct choice *c)
{
    if (c->guess.id == DECODE_ID_NONE)
        c->guess = (struct trial){.id = decode_guess(context), .from = DECODE_FROM_GUESS};
}

/* Nothing declared fits, or nothing is declared: UTF-8 with damage, then what the detector says. */
static int choose_by_bytes(struct decode_context *context, struct choice *c, struct base_error *e)
{
    struct trial utf8 = {.id = DECODE_ID_UTF_8, .from = DECODE_FROM_GUESS};
    struct trial *const trials[] = {&c->header, &c->meta, &utf8, &c->guess};
    int status = BASE_OK;
    if (c->header.id != DECODE_ID_UTF_8 && c->meta.id != DECODE_ID_UTF_8)
        status = run_trial(context, c, &utf8, e);
    ask_detector(context, c);
    enum decode_id id = c->guess.id;
    if (status == BASE_OK && id != DECODE_ID_NONE && id != DECODE_ID_UTF_8 && !is_utf16(id) &&
        id != DECODE_ID_REPLACEMENT)
        status = run_other(context, c, &c->guess, e);
    if (status != BASE_OK)
        return status;
    c->best = least_wrong(c, trials, sizeof trials / sizeof trials[0]);
    if (c->best == &utf8) {
        c->guess = utf8;
        c->best = &c->guess;
    }
    return BASE_OK;
}

/* GBK is the part of gb18030 that the detector tells it by. */
static bool same_encoding(enum decode_id a, enum decode_id b)
{
    return a == b || (a == DECODE_ID_GBK && b == DECODE_ID_GB18030) || (a == DECODE_ID_GB18030 && b == DECODE_ID_GBK);
}

/* A single-byte encoding is declared, which finds no fault in anything, but hardly a letter is ASCII. Another
 * declaration or the detector may know better: against a Latin encoding with any other script, against another
 * script with a multi-byte encoding that fits without an error. */
static int doubt_single(struct decode_context *context, struct choice *c, struct base_error *e)
{
    struct trial *other = c->best == &c->header ? &c->meta : &c->guess;
    bool latin = is_latin(c->best->id);
    if (!is_single(c->best->id) || !decode_sample_is_dense(context))
        return BASE_OK;
    if (other == &c->guess || other->id == DECODE_ID_NONE || is_latin(other->id)) {
        ask_detector(context, c);
        other = &c->guess;
    }
    if (other->id == DECODE_ID_NONE || is_latin(other->id) || is_utf16(other->id) ||
        other->id == DECODE_ID_REPLACEMENT || (!latin && is_single(other->id)))
        return BASE_OK;
    int status = run_other(context, c, other, e);
    if (status == BASE_OK && other->done && (latin ? is_likely(other) : other->run.errors == 0))
        c->best = other;
    return status;
}

/* The header's encoding fits the bytes, but <meta> states another one: the detector may side with it. */
static int arbitrate(struct decode_context *context, struct choice *c, struct base_error *e)
{
    if (c->best != &c->header || c->meta.id == DECODE_ID_NONE || same_encoding(c->meta.id, c->header.id))
        return BASE_OK;
    ask_detector(context, c);
    if (!same_encoding(c->guess.id, c->meta.id))
        return BASE_OK;
    int status = run_other(context, c, &c->meta, e);
    if (status == BASE_OK && c->meta.done && is_clean(&c->meta))
        c->best = &c->meta;
    return status;
}

/* The declarations in their order; the first that fits the bytes is taken. */
static int choose_declared(struct decode_context *context, struct choice *c, struct base_error *e)
{
    struct trial *const order[] = {&c->header, &c->meta};
    for (size_t i = 0; i < 2 && !c->best; i++) {
        struct trial *t = order[i];
        if (t->id == DECODE_ID_NONE || (i == 1 && t->id == c->header.id))
            continue;
        int status = run_trial(context, c, t, e);
        if (status != BASE_OK)
            return status;
        /* no fault is found in a damaged text by a single-byte encoding */
        bool damaged = i == 1 && is_single(t->id) && c->header.done && is_likely(&c->header);
        if (is_clean(t) && !damaged)
            c->best = t;
    }
    if (!c->best)
        return BASE_OK;
    int status = arbitrate(context, c, e);
    return status == BASE_OK ? doubt_single(context, c, e) : status;
}

static int choose(struct decode_context *context, struct choice *c, struct base_error *e)
{
    enum decode_id declared = c->header.id != DECODE_ID_NONE ? c->header.id : c->meta.id;
    if (is_utf16(c->header.id)) {
        if (has_nul(c->bytes)) {
            c->best = &c->header;
            return BASE_OK;
        }
        c->header.id = DECODE_ID_NONE;
        c->conflict = true;
    } else if (declared == DECODE_ID_NONE && bare_utf16(c->bytes) != DECODE_ID_NONE) {
        set_guess(c, bare_utf16(c->bytes));
        return BASE_OK;
    }
    if (settle_ascii(c))
        return BASE_OK;
    if (c->utf8.valid && (declared == DECODE_ID_NONE || c->header.id == DECODE_ID_UTF_8 ||
                          c->meta.id == DECODE_ID_UTF_8 || utf8_outweighs(c, declared))) {
        take_utf8(c);
        return BASE_OK;
    }
    if (!decode_sample(context, c->bytes))
        return base_fail(e, BASE_NOMEM, "charset: out of memory");
    int status = choose_declared(context, c, e);
    return status == BASE_OK && !c->best ? choose_by_bytes(context, c, e) : status;
}

/* A byte-order mark, whose bytes are dropped. */
static enum decode_id take_bom(struct base_str *bytes)
{
    static const struct {
        struct base_str bytes;
        enum decode_id id;
    } rows[] = {{{"\xEF\xBB\xBF", 3}, DECODE_ID_UTF_8},
                {{"\xFE\xFF", 2}, DECODE_ID_UTF_16BE},
                {{"\xFF\xFE", 2}, DECODE_ID_UTF_16LE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (base_str_starts(*bytes, rows[i].bytes)) {
            *bytes = base_str_sub(*bytes, rows[i].bytes.len, bytes->len);
            return rows[i].id;
        }
    return DECODE_ID_NONE;
}

/* ASCII bytes stand for themselves in every encoding but these. */
static bool ascii_is_ascii(enum decode_id id)
{
    return !is_utf16(id) && id != DECODE_ID_ISO_2022_JP && id != DECODE_ID_REPLACEMENT;
}

static int finish(struct decode_context *context, struct base_arena *arena, struct choice *c,
                  struct decode_result *result, struct base_error *e)
{
    struct trial *t = c->best;
    const struct trial *first = c->header.id != DECODE_ID_NONE ? &c->header : &c->meta;
    bool disagree = c->header.id != DECODE_ID_NONE && c->meta.id != DECODE_ID_NONE && c->header.id != c->meta.id;
    result->charset = decode_encodings[t->id].name;
    result->from = t->from;
    if (t->from >= DECODE_FROM_HEADER && !c->utf8.ascii)
        result->conflict = c->conflict || disagree || (first->id != DECODE_ID_NONE && first->id != t->id);
    else
        result->conflict = c->conflict;
    if ((c->utf8.valid && t->id == DECODE_ID_UTF_8) || (c->utf8.ascii && ascii_is_ascii(t->id))) {
        result->text = c->bytes;
    } else {
        int status = run_trial(context, c, t, e);
        if (status != BASE_OK)
            return status;
        result->errors = t->run.errors;
        result->text = base_arena_str(arena, (struct base_str){context->out, t->run.len});
    }
    if (arena->failed || (!c->utf8.ascii && !decode_undo_twice(arena, &result->text)))
        return base_fail(e, BASE_NOMEM, "text of %zu bytes: out of memory", c->bytes.len);
    return BASE_OK;
}

int decode_bytes(struct decode_context *context, struct base_arena *arena, struct base_str bytes,
                 const struct decode_hints *hints, struct decode_result *result, struct base_error *e)
{
    struct choice c = {.bytes = bytes, .header.from = DECODE_FROM_HEADER, .meta.from = DECODE_FROM_META};
    c.header.id = c.meta.id = c.guess.id = DECODE_ID_NONE;
    *result = (struct decode_result){.text = BASE_STR(""), .charset = "UTF-8", .from = DECODE_FROM_GUESS};
    if (!bytes.ptr)
        c.bytes = bytes = BASE_STR("");
    if (bytes.len > BASE_LIMIT_PAGE_BYTES)
        return base_fail(e, BASE_LIMIT, "document of %zu bytes: the limit is %d", bytes.len, BASE_LIMIT_PAGE_BYTES);
    enum decode_id forced = DECODE_ID_NONE, bom = take_bom(&c.bytes);
    if (hints && hints->charset.ptr) {
        forced = decode_label_id(hints->charset);
        if (forced == DECODE_ID_NONE)
            return base_fail(e, BASE_INVALID, "charset %.*s: no encoding has this label", BASE_STR_ARG(hints->charset));
    }
    c.utf8 = decode_utf8_check(c.bytes);
    if (bom != DECODE_ID_NONE || forced != DECODE_ID_NONE) {
        set_guess(&c, bom != DECODE_ID_NONE ? bom : forced);
        c.guess.from = bom != DECODE_ID_NONE ? DECODE_FROM_BOM : DECODE_FROM_CALLER;
        return finish(context, arena, &c, result, e);
    }
    c.header.id = hints ? decode_content_type(hints->content_type) : DECODE_ID_NONE;
    c.meta.id = decode_prescan(c.bytes);
    int status = choose(context, &c, e);
    return status == BASE_OK ? finish(context, arena, &c, result, e) : status;
}
