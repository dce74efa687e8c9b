/*
 * base: what every room stands on: strings, buffers, an arena, hashing, time,
 * addresses, errors. Knows nothing of news.
 *
 * Conventions of all rooms
 *
 * - A function that can fail returns BASE_OK (0) or one of enum base_status, and
 *   writes one sentence that names its subject into the caller's base_error. The
 *   first message is kept: a later failure does not overwrite it.
 * - A base_str is a slice: it owns nothing and need not end in NUL. Its text lives
 *   as long as what it points into (mostly the page's arena).
 * - Memory of one page comes from one base_arena and is freed with it. Running out
 *   of memory is sticky in the arena (arena->failed): functions then return empty
 *   values, and whoever owns the arena checks the flag once at the end of a step.
 *   Buffers (base_buf) behave in the same way.
 * - Nothing here keeps state between calls. All functions may be called from several
 *   threads on different objects.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include "base/limits.h"

#if defined(__GNUC__)
#define BASE_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define BASE_PRINTF(fmt, args)
#endif

/* ---- Errors (error.c) ---- */

enum base_status {
    BASE_OK = 0,
    BASE_NOMEM,    /* out of memory */
    BASE_INVALID,  /* the input or an argument is malformed */
    BASE_MISSING,  /* file, host, page ... is not there */
    BASE_IO,       /* the system said no */
    BASE_LIMIT,    /* a cap of limits.h or of an option was reached */
    BASE_TIMEOUT,  /* a deadline passed */
    BASE_REFUSED,  /* not allowed: address guard, robots.txt */
    BASE_BUSY,     /* somebody else holds it */
    BASE_INTERNAL, /* a worker died, a peer broke the protocol */
};

struct base_error {
    char text[512]; /* NUL-terminated, UTF-8, no newline, no control characters; "" where there is none */
};

/* Writes the message unless E already holds one (E may be NULL), replaces control
 * characters in it by '?', and returns STATUS, so that `return base_fail(...)` reads
 * as one step. */
int base_fail(struct base_error *e, int status, const char *fmt, ...) BASE_PRINTF(3, 4);
/* Makes the NUL-terminated TEXT one clean line in place, for a terminal: control characters, line separators, bidi marks
 * and overrides, zero-width spaces and malformed bytes become '?'. */
void base_line_clean(char *text);

/* ---- Strings (str.c) ---- */

struct base_str {
    const char *ptr; /* NULL: there is no value (unlike an empty one) */
    size_t len;      /* bytes */
};

#define BASE_STR(literal) ((struct base_str){(literal), sizeof(literal) - 1})
#define BASE_STR_NONE ((struct base_str){NULL, 0})
/* For "%.*s". */
#define BASE_STR_ARG(s) (int)((s).len > 4096 ? 4096 : (s).len), ((s).ptr ? (s).ptr : "")

static inline struct base_str base_str(const char *z) /* NULL gives no value */
{
    return (struct base_str){z, z ? strlen(z) : 0};
}
static inline struct base_str base_str_sub(struct base_str s, size_t from, size_t to)
{
    return (struct base_str){s.ptr != NULL ? s.ptr + from : NULL, to - from};
}
bool base_str_equal(struct base_str a, struct base_str b);
bool base_str_equal_nocase(struct base_str a, struct base_str b); /* ASCII letters */
bool base_str_starts(struct base_str s, struct base_str prefix);
bool base_str_starts_nocase(struct base_str s, struct base_str prefix);
bool base_str_ends(struct base_str s, struct base_str suffix);
int base_str_compare(struct base_str a, struct base_str b);          /* by bytes, like memcmp */
size_t base_str_find(struct base_str s, struct base_str needle);      /* offset, SIZE_MAX: not there */
/* ASCII letters; linear time for needles of up to 256 bytes. */
size_t base_str_find_nocase(struct base_str s, struct base_str needle);
/* One of WORDS, of two bytes or more each and in lower case, stands in S. */
bool base_str_has_any_nocase(struct base_str s, const char *const *words, size_t count);
struct base_str base_str_trim(struct base_str s); /* without Unicode White_Space at both ends */
/* The next part of *REST up to SEPARATOR, which is dropped; false when *REST has no value.
 * `while (base_str_next(&rest, ',', &part))` sees every part, empty ones too. */
bool base_str_next(struct base_str *rest, char separator, struct base_str *part);
/* A token of white-space-separated TOKENS equals TOKEN (as in class="a b c"). */
bool base_str_has_token(struct base_str tokens, struct base_str token);
/* Decimal digits only; false on anything else or beyond MAX. */
bool base_str_to_size(struct base_str s, size_t max, size_t *out);
/* A number of bytes above 0, with K, M or G behind it for powers of 1024. */
bool base_str_to_bytes(struct base_str s, size_t *out);

/* Edit distance with swaps of neighbours, for "did you mean"; SIZE_MAX where one is longer than BASE_DISTANCE_BYTES. */
enum { BASE_DISTANCE_BYTES = 40 };
size_t base_str_distance(struct base_str a, struct base_str b);

/* The pairs of bytes that a text holds, by a bit each: what may stand in it and what cannot is told without a search. */
enum { BASE_PAIR_BITS = 11 };
struct base_pairs {
    uint64_t bits[1 << (BASE_PAIR_BITS - 6)];
};
void base_pairs_make(struct base_pairs *pairs, struct base_str s);
bool base_pairs_may_hold(const struct base_pairs *pairs, const char *word);
/* The same of the first three bytes of WORD, which has as many: without a branch, for long tables. */
bool base_pairs_may_begin(const struct base_pairs *pairs, const char *word);

struct base_str_list {
    struct base_str *items;
    size_t count;
    size_t capacity; /* private to base_str_list_add */
};

/* ---- UTF-8 and characters (utf8.c; classes from utf8proc) ---- */

#define BASE_REPLACEMENT 0xFFFDu

/* What the bytes 80 to 9F stand for in windows-1252 (WHATWG Encoding), the others being those of ISO-8859-1. */
extern const uint16_t base_windows_1252[32];
uint32_t base_utf8_next_long(struct base_str s, size_t *at); /* private to base_utf8_next */
/* Decodes the character at s.ptr[*at] and moves *AT behind it. Never fails: a malformed
 * byte gives U+FFFD by the WHATWG rule (maximal subpart). *AT must be below s.len. */
static inline uint32_t base_utf8_next(struct base_str s, size_t *at)
{
    unsigned char c = (unsigned char)s.ptr[*at];
    return c < 0x80 ? (++*at, c) : base_utf8_next_long(s, at);
}
/* Writes at most 4 bytes, returns how many. Surrogates and beyond give U+FFFD. */
size_t base_utf8_put_long(uint32_t c, char out[4]); /* private to base_utf8_put */
static inline size_t base_utf8_put(uint32_t c, char out[4])
{
    return c < 0x80 ? (out[0] = (char)c, 1) : base_utf8_put_long(c, out);
}
bool base_utf8_valid(struct base_str s);
/* A control character of C0 or C1, or DEL, stands in valid UTF-8; with LINES newline and tab are none. */
bool base_utf8_has_control(struct base_str s, bool lines);
bool base_char_is_space_long(uint32_t c); /* private to base_char_is_space, as are the ones below */
bool base_char_is_alnum_long(uint32_t c);
bool base_char_is_cjk_long(uint32_t c);
uint32_t base_char_fold_long(uint32_t c);
static inline bool base_char_is_space(uint32_t c) /* Unicode White_Space */
{
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : base_char_is_space_long(c);
}
static inline bool base_is_ascii_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}
static inline bool base_is_ascii_space(char c) /* "ASCII whitespace" of the Infra standard */
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
static inline int base_hex_digit(char c) /* its value; -1: it is none */
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}
static inline bool base_char_is_alnum(uint32_t c) /* letter, mark or number */
{
    return c < 0x80 ? (c - '0' < 10 || (c | 0x20) - 'a' < 26) : base_char_is_alnum_long(c);
}
bool base_char_is_upper(uint32_t c);
static inline bool base_char_is_cjk(uint32_t c) /* Han, kana, Hangul, bopomofo: scripts counted by character */
{
    return c >= 0x1100 && base_char_is_cjk_long(c);
}
static inline uint32_t base_char_fold(uint32_t c) /* simple case folding */
{
    return c < 0x80 ? (c - 'A' < 26 ? c + 32 : c) : base_char_fold_long(c);
}
/* Length as a reader feels it, with no word lists: a CJK character counts 2, any other
 * character that is not white space 1. */
size_t base_text_weight(struct base_str s);

/* ---- Arena (arena.c) ---- */

struct base_arena {
    struct base_arena_chunk *chunks; /* private */
    char *at, *end;                  /* private: free room of the newest chunk */
    size_t used;                     /* bytes handed out */
    size_t limit;                    /* cap of USED in bytes; 0: none */
    bool failed;                     /* sticky: an allocation failed or the cap was reached */
};

void base_arena_init(struct base_arena *a, size_t limit);
void base_arena_free(struct base_arena *a);  /* frees all; A may be used again */
void base_arena_reset(struct base_arena *a); /* forgets all, keeps one chunk for the next page */
/* Zeroed, aligned for any type; NULL when it failed. COUNT * SIZE is checked for overflow. */
void *base_arena_alloc(struct base_arena *a, size_t count, size_t size);
char *base_arena_room(struct base_arena *a, size_t bytes); /* the same, not zeroed */
void *base_arena_items(struct base_arena *a, size_t count, size_t size); /* nor these, which are written before they are read */
#define BASE_NEW(arena, type) ((type *)base_arena_alloc((arena), 1, sizeof(type)))
#define BASE_NEW_ARRAY(arena, type, n) ((type *)base_arena_alloc((arena), (n), sizeof(type)))
#define BASE_NEW_ITEMS(arena, type, n) ((type *)base_arena_items((arena), (n), sizeof(type)))
/* Makes room for one more item of SIZE in an arena array: returns the array (old or moved),
 * *CAPACITY updated; NULL when it failed, the old array then stays valid. */
void *base_arena_grow(struct base_arena *a, void *items, size_t count, size_t *capacity, size_t size);
/* Copies that end in NUL (not counted in len). */
struct base_str base_arena_str(struct base_arena *a, struct base_str s);
struct base_str base_arena_printf(struct base_arena *a, const char *fmt, ...) BASE_PRINTF(2, 3);
char *base_arena_cstr(struct base_arena *a, struct base_str s); /* "" when it failed */
void base_str_list_add(struct base_arena *a, struct base_str_list *list, struct base_str s); /* S is not copied */
bool base_str_list_has(const struct base_str_list *list, struct base_str s);

/* ---- Buffer (buf.c) ---- */

struct base_buf {
    char *ptr; /* malloc'd; NUL-terminated whenever it is not NULL */
    size_t len, capacity;
    size_t limit; /* cap of LEN in bytes; 0: none */
    bool failed;  /* sticky: out of memory or over LIMIT; later appends do nothing */
};

#define BASE_BUF_INIT ((struct base_buf){0})
void base_buf_free(struct base_buf *b);  /* frees and zeroes; LIMIT stays */
void base_buf_clear(struct base_buf *b); /* LEN 0, keeps the room */
void base_buf_reserve(struct base_buf *b, size_t more); /* room for MORE bytes that may come, where there is any */
bool base_buf_add(struct base_buf *b, const void *bytes, size_t len);
bool base_buf_add_str(struct base_buf *b, struct base_str s);
bool base_buf_add_z(struct base_buf *b, const char *z);
bool base_buf_add_char(struct base_buf *b, char c);
bool base_buf_add_utf8(struct base_buf *b, uint32_t c);
bool base_buf_printf(struct base_buf *b, const char *fmt, ...) BASE_PRINTF(2, 3);
/* C as a character of text in HTML or XML, also in quoted attributes: & < > " and ' as references, the rest as it is. */
bool base_buf_add_markup(struct base_buf *b, char c);
/* A JSON string with its quotes; S must be valid UTF-8. Escapes ", \, C0, DEL, U+2028, U+2029. */
bool base_buf_add_json(struct base_buf *b, struct base_str s);
static inline struct base_str base_buf_str(const struct base_buf *b)
{
    return (struct base_str){b->ptr ? b->ptr : "", b->len};
}

/* ---- JSON (json.c) ---- */

/* Appends the first value of IN to OUT as strict JSON, and gives the offset behind it. IN may hold what pages write:
 * raw newlines in strings, \u0000, lone surrogates, wrong escapes, trailing commas, comments, numbers beyond 64
 * bits (they become strings), and JavaScript's literals: keys without marks, '...', undefined, !0; a name
 * becomes null. QUOTES: quotation marks inside of strings are text where they cannot end it. */
size_t base_json_mend(struct base_str in, bool quotes, struct base_buf *out);

/* ---- Hashing (hash.c; xxHash) ---- */

struct base_hash128 {
    uint64_t high, low;
};
struct base_hash128 base_hash128(struct base_str s); /* XXH3-128, seed 0 */
uint64_t base_hash64(struct base_str s);             /* XXH3-64, seed 0 */
void base_hash128_hex(struct base_hash128 h, char out[33]);

/* A set of 64-bit hashes (set.c), for "seen before": at most one wrong yes in 2^64 / members. */
struct base_set {
    uint64_t *slots; /* malloc'd; 0 marks a free one */
    size_t count, capacity;
    bool failed; /* sticky: out of memory; later members count as new */
};
bool base_set_add(struct base_set *set, uint64_t hash); /* false: it was there */
bool base_set_has(const struct base_set *set, uint64_t hash);
void base_set_free(struct base_set *set);

/* ---- Content codings (coding.c; zlib, brotli, zstd; not in libnewsclip, which gets pages unpacked) ---- */

enum base_coding {
    BASE_CODING_IDENTITY,
    BASE_CODING_GZIP,
    BASE_CODING_DEFLATE, /* zlib's format, and the bare stream that some servers send */
    BASE_CODING_BROTLI,
    BASE_CODING_ZSTD,
    BASE_CODING_UNKNOWN
};

/* The coding of a token of Content-Encoding, white space around it and case ignored. */
enum base_coding base_coding_named(struct base_str name);
/* What the first bytes say: gzip, zstd, else identity (the others have no signature). */
enum base_coding base_coding_seen(struct base_str bytes);

struct base_decoder; /* undoes one coding, piece by piece */

/* BASE_INVALID for an unknown coding, BASE_NOMEM. *DECODER is NULL on failure. */
int base_decoder_open(enum base_coding coding, struct base_decoder **decoder, struct base_error *e);
void base_decoder_close(struct base_decoder *decoder);
/* zstd only; it stays for all frames. */
int base_decoder_use_dictionary(struct base_decoder *decoder, struct base_str dictionary, struct base_error *e);
/* Forgets the member that was begun: the next byte begins one. */
void base_decoder_restart(struct base_decoder *decoder);
/* Takes from IN (moved on) and writes *MADE of at most ROOM bytes. *ENDED: a gzip member or zstd frame ended, the next
 * byte begins another. Is to be called again while it fills ROOM. No cap but ROOM. BASE_INVALID: damaged; what was
 * written before is good. */
int base_decoder_step(struct base_decoder *decoder, struct base_str *in, char *out, size_t room, size_t *made,
                      bool *ended, struct base_error *e);
/* Takes all of IN and adds what comes out to OUT. BASE_LIMIT beyond OUT's limit, or where the data grows to more than
 * BASE_LIMIT_CODING_RATIO times its size; BASE_INVALID. What follows the last member is dropped. OUT keeps what was good
 * before a failure. */
int base_decoder_feed(struct base_decoder *decoder, struct base_str in, struct base_buf *out, struct base_error *e);
/* Behind the last piece: BASE_INVALID where the data ended too early. */
int base_decoder_finish(const struct base_decoder *decoder, struct base_error *e);

/* ---- Time (time.c) ---- */

int64_t base_time_now(void);        /* seconds since 1970, UTC; for fetch/, crawl/, cli/ only */
int64_t base_time_monotonic_ms(void);
int64_t base_time_cpu_ms(pid_t pid); /* processor time that a process has taken so far; -1: not to be had */
#define BASE_TIME_NONE INT64_MIN
/* "2026-11-23T08:15:30Z"; OUT of at least 24 bytes; "" for a time that is none or outside years 1..9999. */
void base_time_format(int64_t t, char out[24]);
/* RFC 3339 date-time, or a bare day (midnight UTC); false where S is neither. */
bool base_time_parse(struct base_str s, int64_t *out);
/* Days since 1970-01-01 of a date of the Gregorian calendar; false where there is no such day. */
bool base_time_days(int year, int month, int day, int64_t *out);

/* A time zone (zone.c): standard time, and by which rule clocks are put forward in summer. */
struct base_zone {
    int16_t offset; /* minutes east of UTC */
    uint8_t rule;
};
/* "UTC", "+08:00", or a name of the IANA database whose clocks have kept to one rule since 2000: what is not in the
 * table gives false. No file of the system is asked: the same page gives the same time everywhere. */
bool base_zone_find(struct base_str name, struct base_zone *zone);
/* Minutes east of UTC of a clock's reading; of two times with the same reading that of summer. */
int32_t base_zone_offset(const struct base_zone *zone, int year, int month, int day, int hour, int minute);

/* ---- Addresses (url.c) ---- */

/* REF against BASE (none: REF must be absolute), as WHATWG does: white space at the ends and
 * tab/newline inside dropped, scheme and host lower case, IDN host as it came, default port
 * dropped, dot segments folded, the fragment dropped, spaces and non-ASCII bytes
 * percent-encoded, user name and password dropped. Gives none for schemes other than http and
 * https, for malformed ones, and beyond BASE_LIMIT_URL_BYTES. The result lives in the arena. */
struct base_str base_url_resolve(struct base_arena *a, struct base_str base, struct base_str ref);
/* Slices of an address as base_url_resolve gives it; none where it has no such part. */
struct base_str base_url_scheme(struct base_str url);
struct base_str base_url_host(struct base_str url);   /* without port */
struct base_str base_url_origin(struct base_str url); /* scheme://host[:port] */
struct base_str base_url_path(struct base_str url);   /* from the first '/', without the query */
struct base_str base_url_query(struct base_str url);  /* without '?' */
unsigned base_url_port(struct base_str url);          /* the scheme's where it has none */
/* The part of a host that one owner registers (example.co.uk), by a rule, not by the public suffix list:
 * the last two labels, three where the last but one is a usual second level (co, com, ac,
 * gov, edu, net, org, or, ne, go) under a country's. An IP address is its own. */
struct base_str base_url_site(struct base_str host);
/* The key under which one article is known: scheme and leading www. dropped, tracking
 * parameters dropped by a list, trailing slash dropped. */
struct base_str base_url_key(struct base_arena *a, struct base_str url);
/* The address without its tracking parameters, dropped by a list: what is asked for. */
struct base_str base_url_without_tracking(struct base_arena *a, struct base_str url);

/* S percent-decoded into OUT, which has room for as many bytes and may hold NUL then; gives how many they are. */
size_t base_percent_decode(struct base_str s, char *out);

/* ---- Log (log.c) ---- */

enum base_log_level { BASE_LOG_ERROR, BASE_LOG_WARNING, BASE_LOG_INFO, BASE_LOG_DEBUG };
struct base_log {
    void (*write)(void *context, enum base_log_level level, const char *line);
    void *context;
    enum base_log_level level; /* lines above it are dropped before they are formatted */
};
/* LOG may be NULL. Control characters in the line become '?'. */
void base_log(const struct base_log *log, enum base_log_level level, const char *fmt, ...) BASE_PRINTF(3, 4);

/* ---- Libraries opened at run time (library.c; not in libnewsclip) ---- */

struct base_symbol {
    const char *name;
    size_t offset; /* of its pointer in the table */
};
/* Opens the first of FILES (the last is NULL) that is there, and writes the address of each symbol into TABLE, a struct of
 * function pointers; the library stays loaded. PURPOSE begins the message. BASE_MISSING: no library, or an old one. */
int base_library_open(const char *const *files, const char *purpose, const struct base_symbol *symbols, size_t count,
                      void *table, struct base_error *e);

/* ---- Files (file.c) ---- */

/* Reads a whole regular file (or, for "-", standard input) of at most LIMIT bytes into OUT.
 * The message names the path. A directory is BASE_INVALID. */
int base_file_read(const char *path, size_t limit, struct base_buf *out, struct base_error *e);
/* All bytes, EINTR and short writes handled. */
int base_file_write_all(int fd, const void *bytes, size_t len);
/* mkdir -p, mode 0755 less the umask. */
int base_file_make_dirs(const char *path, struct base_error *e);

#endif
