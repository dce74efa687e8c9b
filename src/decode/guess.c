/* The guess: uchardet over the text between the tags. */
#include "decode/private.h"

#include <stdlib.h>
#include <uchardet/uchardet.h>

static void keep(struct decode_context *context, struct base_str run)
{
    size_t room = DECODE_SAMPLE_BYTES - context->sample_len;
    if (run.len == 0 || decode_ascii_run(run.ptr, run.len) == run.len || room < 2)
        return;
    if (run.len > room - 1)
        run.len = room - 1;
    memcpy(context->sample + context->sample_len, run.ptr, run.len);
    context->sample_len += run.len;
    context->sample[context->sample_len++] = ' ';
}

/* Where the markup that starts at AT ends: a tag, or a script or style with all it holds. */
static size_t markup_end(struct base_str s, size_t at)
{
    static const struct {
        struct base_str open, close;
    } raw[] = {{{"<script", 7}, {"</script", 8}}, {{"<style", 6}, {"</style", 7}}};
    struct base_str rest = base_str_sub(s, at, s.len);
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++)
        if (base_str_starts_nocase(rest, raw[i].open)) {
            size_t end = decode_find(rest, raw[i].close);
            return end == SIZE_MAX ? s.len : at + end;
        }
    const char *end = memchr(rest.ptr, '>', rest.len);
    return end ? (size_t)(end - s.ptr) + 1 : s.len;
}

/* Words with a byte above 7F, wherever they stand: for a page that has them in attributes and scripts only. */
static void sample_words(struct decode_context *context, struct base_str s)
{
    for (size_t at = 0; at < s.len && context->sample_len < DECODE_SAMPLE_BYTES - 1;) {
        size_t from = at;
        while (at < s.len && (unsigned char)s.ptr[at] > ' ' && s.ptr[at] != '"' && s.ptr[at] != '>')
            at++;
        keep(context, base_str_sub(s, from, at++));
    }
}

bool decode_sample(struct decode_context *context, struct base_str s)
{
    if (!context->sample && !(context->sample = malloc(DECODE_SAMPLE_BYTES)))
        return false;
    context->sample_len = 0;
    for (size_t at = 0; at < s.len && context->sample_len < DECODE_SAMPLE_BYTES - 1;) {
        const char *tag = memchr(s.ptr + at, '<', s.len - at);
        size_t to = tag ? (size_t)(tag - s.ptr) : s.len;
        keep(context, base_str_sub(s, at, to));
        at = tag ? markup_end(s, to) : to;
    }
    if (context->sample_len == 0)
        sample_words(context, s);
    return true;
}

bool decode_sample_is_dense(const struct decode_context *context)
{
    size_t high = 0, letters = 0;
    for (size_t i = 0; i < context->sample_len; i++) {
        unsigned char c = (unsigned char)context->sample[i];
        high += c >= 0x80;
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return high >= 20 && high > letters;
}

enum decode_id decode_guess(struct decode_context *context)
{
    /* Names of uchardet that are no labels of WHATWG's. */
    static const struct {
        const char *name;
        enum decode_id id;
    } rows[] = {{"UHC", DECODE_ID_EUC_KR}, {"MAC-CYRILLIC", DECODE_ID_X_MAC_CYRILLIC}, {"CP949", DECODE_ID_EUC_KR}};
    if (context->sample_len == 0)
        return DECODE_ID_NONE;
    if (!context->detector && !(context->detector = uchardet_new()))
        return DECODE_ID_NONE;
    uchardet_t detector = context->detector;
    uchardet_reset(detector);
    if (uchardet_handle_data(detector, context->sample, context->sample_len) != 0)
        return DECODE_ID_NONE;
    uchardet_data_end(detector);
    const char *name = uchardet_get_charset(detector);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(name, rows[i].name) == 0)
            return rows[i].id;
    return decode_label_id(base_str(name));
}
